using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

/// <summary>Short ways to say what a test starts from.</summary>
internal static class Given
{
    public static readonly Uri Url = new("https://api.example.com/webhooks/zeropath");

    public static WebhookEndpoint Endpoint(string name = "endpoint") => new() { Name = name, Url = Url };

    /// <summary>A router with these subscriptions, and an endpoint for each endpoint id among them.</summary>
    public static Router Router(params IEnumerable<WebhookSubscription> subscriptions) => new(new()
    {
        Endpoints = [.. subscriptions.Select(subscription => subscription.EndpointId).Distinct().Select(Endpoint)],
        Subscriptions = [.. subscriptions],
    });

    public static WebhookSubscription Subscription(string endpointId = "endpoint") => new() { EndpointId = endpointId };

    /// <summary>The catalogue's sample of a type, of organization org_123 and repository repo_123 named backend-api.</summary>
    public static KnownEvent Event(WebhookEventType type, Action<KnownEvent>? change = null)
    {
        var @event = (KnownEvent)EventCatalog.Find(type)!.CreateSample().Event;
        @event.Organization = new() { Id = "org_123" };
        @event.Repository = new() { Id = "repo_123", Name = "backend-api" };
        if (type == WebhookEventType.ScaNewCve)
        {
            @event.Metadata = null;
        }

        change?.Invoke(@event);
        return @event;
    }

    public static KnownEvent Vulnerability(JsonLiteral? severity = null, JsonLiteral? score = null) =>
        Event(WebhookEventType.NewVulnerabilitiesFullScan, @event =>
        {
            @event.Scan = null;
            @event.Vulnerability = new() { Severity = severity, Score = score };
        });

    public static KnownEvent Summary(SeverityCounts counts) => Event(WebhookEventType.NewVulnerabilitiesFullScan, @event =>
    {
        @event.Vulnerability = null;
        @event.Scan = new()
        {
            Id = "scan",
            Type = ScanType.FullScan,
            Status = ScanStatus.Completed,
            Url = "https://zeropath.com/scans/scan",
            VulnerabilitySummary = new() { Total = 1, BySeverity = counts },
        };
    });

    public static UnknownEvent Unknown(
        string json = """{"organization":{"id":"org_123"},"repository":{"id":"repo_123","name":"backend-api"}}""") =>
        new(new WebhookEventType("SOMETHING_NEW"), JsonElement.Parse(json));
}
