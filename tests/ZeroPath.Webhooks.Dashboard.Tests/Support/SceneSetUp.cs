using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>A host that has all that a dashboard can show.</summary>
internal static class SceneSetUp
{
    public static void Configure(ZeroPathWebhooksBuilder webhooks) => webhooks
        .AddReceiver(receiver => receiver.Headers["Authorization"] = ["Bearer canary-receiver"])
        .AddHandler<WebhookEvent>("desk", (_, _, _) => Task.CompletedTask)
        .AddInboundTriggers<RepeatingAgent>();

    public static void Map(WebApplication app)
    {
        app.MapZeroPathWebhooks("/hooks");
        app.MapZeroPathInboundTriggers();
    }
}
