using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Management;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>Who may call, and what they see.</summary>
internal sealed class ToolGate(ZeroPathWebhooksMcpOptions options)
{
    private const string HttpRemedy =
        "Call app.MapMcp(…).RequireAuthorization(…), or AllowAnonymous() to open it to everybody, "
            + "or name a Policy in WithZeroPathWebhooksTools(…).";

    private const string StdioRemedy = "Set StdioScope in WithZeroPathWebhooksTools(…).";

    /// <returns>What the caller sees, or why they are refused.</returns>
    public async ValueTask<(WebhooksApiScope Scope, string? Refusal)> AdmitAsync(
        RequestContext<CallToolRequestParams> request, Operation operation)
    {
        var services = request.Services!;
        if (services.GetService<WebhookRegistry>() is null)
        {
            return (default, "There are no webhooks to manage: the host has to call services.AddZeroPathWebhooks() too.");
        }

        if (services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context)
        {
            return (await FindRefusalAsync(context, services).ConfigureAwait(false)
                ?? (operation.IsReadOnly ? null : CrossSite.FindRefusal(context.Request))) is { } refusal
                ? (default, refusal)
                : (options.Scope(context), null);
        }

        // A call that came by HTTP and has lost its request must not pass for one over stdio.
        var isHttp = request.User is not null || request.JsonRpcRequest.Context?.RelatedTransport is not null;
        return isHttp ? (default, "This tool is closed, because the HTTP request that the call came by has ended.")
            : options.StdioScope == WebhooksApiScope.Nothing
                ? (default, $"This tool is closed over stdio, because the host has not said what callers see. {StdioRemedy}")
            : (options.StdioScope, null);
    }

    private async ValueTask<string?> FindRefusalAsync(HttpContext context, IServiceProvider services)
    {
        if (options.Policy is null)
        {
            return AuthorizationGate.FindRefusal(context, "This tool", HttpRemedy);
        }

        var result = await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, options.Policy)
            .ConfigureAwait(false);
        return result.Succeeded ? null : "You may not call this tool: the host's authorization policy does not let you.";
    }
}
