using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Hosts as the tests of screens want them.</summary>
internal static class Stage
{
    // A machine that does much else takes its time.
    private const float PatienceMilliseconds = 30_000;

    /// <summary>A host that sends, executes triggers and receives.</summary>
    public static Task<DashboardHost> StartAsync(StoreKind store, PostgreSqlServer server)
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var failures = new StageFailures();
        return DashboardHost.StartAsync(store, server, webhooks =>
        {
            webhooks.Services.AddSingleton(failures)
                .Configure<ZeroPathWebhooksOptions>(options => options.Handlers = options.Handlers with { Retry = new() { Delays = [] } });
            webhooks.AddReceiver(receiver => receiver.AllowAnonymous = true)
                .AddHandler<WebhookEvent>("desk", (_, received, _) =>
                {
                    failures.ThrowOnce(received.Id, received.Event is UnknownEvent);
                    return Task.CompletedTask;
                })
                .AddInboundTriggerHandler<StageAgent>();
        });
    }

    /// <summary>An endpoint whose deliveries fail at their first attempt.</summary>
    public static Task<WebhookEndpoint> AddFailingEndpointAsync(this DashboardHost host, string id)
    {
        host.Receiver.Answer = _ => new(HttpStatusCode.InternalServerError) { Content = new StringContent("The disk is full.") };
        return host.AddEndpointAsync(id, DashboardHost.OrgA, endpoint => endpoint with { Retry = new() { Delays = [] } });
    }
}
