using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Http;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>What a host says of its management API.</summary>
public sealed class ZeroPathWebhooksApiOptions
{
    /// <summary>
    /// What a caller sees and changes, such as <c>context => WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value)</c>.
    /// Unless set, everything: right for callers who are all operators of a host.
    /// </summary>
    public Func<HttpContext, WebhooksApiScope> Scope { get; set; } = _ => WebhooksApiScope.All;

    /// <summary>
    /// What the names of the API's operations begin with, for instance <c>tenant</c>. Needed only where a host maps the API more than once:
    /// names are unique in an application.
    /// </summary>
    public string NamePrefix { get; set; } = "";

    /// <summary>Where its calls come in.</summary>
    internal ApiDoor Door { get; set; } = ApiDoor.Api;
}
