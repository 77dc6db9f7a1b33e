using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>What a host says of its dashboard.</summary>
public sealed class ZeroPathWebhooksDashboardOptions
{
    /// <summary>
    /// What a user sees and changes, such as <c>context => WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value)</c>.
    /// Unless set, everything: right where all who may open the dashboard are operators.
    /// </summary>
    public Func<HttpContext, WebhooksApiScope> Scope { get; set; } = _ => WebhooksApiScope.All;

    /// <summary>What stands in the browser's tab and above the menu.</summary>
    public string Title { get; set; } = "Webhooks";

    /// <summary>
    /// Which pages may show the dashboard in a frame, as in <c>frame-ancestors</c> of a Content-Security-Policy: none unless set;
    /// <c>'self'</c>, or <c>https://portal.example.com</c>.
    /// </summary>
    public string FrameAncestors { get; set; } = "'none'";
}
