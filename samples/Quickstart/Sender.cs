using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

namespace Quickstart;

/// <summary>What an application does: it says where events go, and publishes them.</summary>
internal static class Sender
{
    /// <summary>
    /// appsettings.json has the example of ZeroPath's documentation, with its retry schedule a thousand times faster. Only the example's
    /// address is replaced here. The other endpoints are added in code.
    /// </summary>
    /// <param name="file">The store.</param>
    /// <param name="receiver">The address below which all endpoints are, with a slash in the end.</param>
    public static IHost Build(string file, Uri receiver)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["ZeroPathWebhooks:Endpoints:0:Url"] = $"{receiver}production";
        builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"))
            .UseSqliteStore($"Data Source={file}")
            .AddEndpoint(new() { Name = "Audit Trail", Url = new(receiver, "audit") })
            .AddSubscription(new() { EndpointId = "Audit Trail" })
            .AddEndpoint(new() { Name = "Flaky", Url = new(receiver, "flaky") })
            .AddSubscription(new() { EndpointId = "Flaky", EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) })
            .AddEndpoint(new() { Name = "Down", Url = new(receiver, "down") })
            .AddSubscription(new() { EndpointId = "Down", EventTypes = EventTypeScope.Of(WebhookEventType.ReportComplete) })
            .AddEndpoint(new() { Name = "Other Tenant", Url = new(receiver, "other"), OrganizationId = "org_456" })
            .AddSubscription(new() { EndpointId = "Other Tenant" });
        return builder.Build();
    }

    /// <summary>The idempotency keys make it safe to repeat: what was published before is not published twice.</summary>
    public static async Task<IReadOnlyList<Published>> PublishAsync(IHost host)
    {
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        var published = new List<Published>();
        foreach (var sample in SampleEvent.All)
        {
            var result = sample.IsForwarded
                ? await publisher.PublishAsync(sample.Payload, new() { IdempotencyKey = sample.Label })
                : await publisher.PublishAsync(sample.Payload.Event, new() { IdempotencyKey = sample.Label });
            published.Add(new(sample, result));
        }

        return published;
    }
}
