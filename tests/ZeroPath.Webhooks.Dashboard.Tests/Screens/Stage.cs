using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Hosts as the tests of screens want them.</summary>
internal static class Stage
{
    /// <summary>The type of a received event whose handler fails the first time.</summary>
    public const string FailsAtFirst = "SOMETHING_NEW";

    /// <summary>The type of a received event whose handler comes to no end the first time.</summary>
    public const string WaitsAtFirst = "SOMETHING_SLOW";

    /// <summary>A host that sends, executes triggers and receives.</summary>
    public static Task<DashboardHost> StartAsync(
        StoreKind store, PostgreSqlServer server, Action<IServiceCollection>? configure = null)
    {
        var failures = new StageFailures();
        return DashboardHost.StartAsync(store, server, webhooks =>
        {
            webhooks.Services.AddSingleton(failures)
                .Configure<ZeroPathWebhooksOptions>(options => options.Handlers = options.Handlers with { Retry = new() { Delays = [] } });
            webhooks.AddReceiver(receiver => receiver.AllowAnonymous = true)
                .AddHandler<WebhookEvent>("desk", (_, received, cancellation) =>
                {
                    failures.ThrowOnce(received.Id, received.Event.Type.Name == FailsAtFirst);
                    return failures.WaitOnceAsync(received.Id, received.Event.Type.Name == WaitsAtFirst, cancellation);
                })
                .AddInboundTriggerHandler<StageAgent>();
            configure?.Invoke(webhooks.Services);
        });
    }

    /// <summary>An endpoint whose deliveries fail at their first attempt.</summary>
    public static Task<WebhookEndpoint> AddFailingEndpointAsync(this DashboardHost host, string id)
    {
        host.Receiver.Answer = _ => new(HttpStatusCode.InternalServerError) { Content = new StringContent("The disk is full.") };
        return host.AddEndpointAsync(id, DashboardHost.OrgA, endpoint => endpoint with { Retry = new() { Delays = [] } });
    }
}
