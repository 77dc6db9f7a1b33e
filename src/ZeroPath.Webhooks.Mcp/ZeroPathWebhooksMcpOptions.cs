using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>What a host says of its tools for agents.</summary>
public sealed class ZeroPathWebhooksMcpOptions
{
    /// <summary>
    /// What a caller over HTTP sees and changes, such as
    /// <c>context => WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value)</c>. Unless set, everything: right for callers who
    /// are all operators of a host.
    /// </summary>
    public Func<HttpContext, WebhooksApiScope> Scope { get; set; } = _ => WebhooksApiScope.All;

    /// <summary>
    /// The name of an authorization policy that every caller over HTTP must meet. Unless set, the tools are closed until
    /// <c>RequireAuthorization(…)</c> or <c>AllowAnonymous()</c> is called on what <c>MapMcp</c> returns.
    /// </summary>
    public string? Policy { get; set; }

    /// <summary>What whoever starts the process sees and changes over stdio. Unless set, nothing.</summary>
    public WebhooksApiScope StdioScope { get; set; }
}
