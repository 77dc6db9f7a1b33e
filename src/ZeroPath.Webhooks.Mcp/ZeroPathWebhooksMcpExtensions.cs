using ModelContextProtocol.Server;
using ZeroPath.Webhooks.Mcp;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Gives agents tools.</summary>
public static class ZeroPathWebhooksMcpExtensions
{
    /// <summary>
    /// Adds tools to look at webhooks and to change them: triggers and their executions, endpoints, subscriptions, events and
    /// deliveries, by the rules of the management API. Every tool refuses until the host says who may: by
    /// <c>app.MapMcp(…).RequireAuthorization(…)</c> or
    /// <see cref="ZeroPathWebhooksMcpOptions.Policy"/> over HTTP, by <see cref="ZeroPathWebhooksMcpOptions.StdioScope"/> over stdio. Takes
    /// <c>services.AddZeroPathWebhooks()</c>.
    /// </summary>
    /// <param name="builder">What <c>services.AddMcpServer()</c> returns.</param>
    /// <param name="configure">Says, for one, which organization a caller belongs to.</param>
    /// <example>
    /// <code>
    /// builder.Services.AddMcpServer().WithHttpTransport().WithZeroPathWebhooksTools(options => options.Scope = context =>
    ///     WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value));
    /// await using var app = builder.Build();
    /// app.MapMcp("/mcp").RequireAuthorization("webhooks");
    /// </code>
    /// </example>
    public static IMcpServerBuilder WithZeroPathWebhooksTools(
        this IMcpServerBuilder builder, Action<ZeroPathWebhooksMcpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ZeroPathWebhooksMcpOptions();
        configure?.Invoke(options);
        builder.Services.AddHttpContextAccessor();
        var gate = new ToolGate(options);
        return builder.WithTools(ToolTable.Operations.Select(McpServerTool (operation) => new OperationTool(operation, gate)));
    }
}
