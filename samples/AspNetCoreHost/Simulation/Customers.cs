using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

namespace AspNetCoreHost.Simulation;

/// <summary>What people have set up in the simulation.</summary>
internal static class Customers
{
    public const string Acme = "org_acme";
    public const string Globex = "org_globex";

    private static readonly ChangeOrigin Dana = new(ChangeDoor.Dashboard, "dana@acme.example");
    private static readonly ChangeOrigin Kim = new(ChangeDoor.Api, "kim@globex.example");
    private static readonly ChangeOrigin Robin = new(ChangeDoor.Dashboard, "robin@operations.example");

    /// <returns>The triggers with their secrets.</returns>
    public static async Task<IReadOnlyList<IssuedInboundTrigger>> SetUpAsync(
        WebhookRegistry registry, InboundTriggers triggers, CancellationToken cancellationToken)
    {
        await AddAsync(
            "Incident pager", "https://pager.acme.example/hooks/zeropath", Acme, Dana, ToAll() with { Threshold = SeverityLevel.High });
        await AddAsync(
            "Slack #appsec", "https://hooks.slack.example/services/T0ACME/B0APPSEC/canary", Acme, Dana,
            ToAll() with
            {
                EventTypes = EventTypeScope.Of(
                    WebhookEventType.NewVulnerabilitiesPr, WebhookEventType.PrBlocked, WebhookEventType.ScanFailed),
            },
            endpoint => endpoint with { Format = "Slack" });
        await AddAsync(
            "Ticket importer", "https://tickets.acme.example/api/import?token=canary", Acme, Dana,
            ToAll() with { Threshold = SeverityLevel.Medium },
            endpoint => endpoint with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary" } });
        await AddAsync("Legacy CMDB", "https://cmdb.acme.example/webhook", Acme, Dana,
            ToAll() with { Repositories = RepositoryScope.Named("backend-api", "payments", "infrastructure") });
        var staging = await AddAsync("Staging copy", "https://staging.acme.example/zeropath", Acme, Dana, ToAll());
        await registry.DisableEndpointAsync(staging, "Staging is rebuilt until Monday.", Dana, cancellationToken);
        await AddAsync(
            "Data warehouse", "https://warehouse.globex.example/ingest", Globex, Kim,
            ToAll() with { EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete, WebhookEventType.PrScanComplete) },
            endpoint => endpoint with { Retry = new() { Delays = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)] } });
        await AddAsync(
            "SIEM", "https://siem.globex.example/services/collector", Globex, Kim, ToAll(), endpoint => endpoint with { Ordered = true });
        await AddAsync("Audit archive", "https://archive.operations.example/all", null, Robin, ToAll());
        var issued = new List<IssuedInboundTrigger>();
        foreach (var (name, organization, origin) in new[]
        {
            ("Triage failed builds", Acme, Dana), ("Explain a finding", Acme, Dana), ("Nightly summary", Globex, Kim),
        })
        {
            issued.Add(await triggers.CreateAsync(
                new() { Name = name, Prompt = $"{name}. Answer in three sentences:", OrganizationId = organization }, origin,
                cancellationToken));
        }

        return issued;

        async Task<string> AddAsync(
            string name, string url, string? organization, ChangeOrigin origin, WebhookSubscription wants,
            Func<WebhookEndpoint, WebhookEndpoint>? adjust = null)
        {
            var endpoint = new WebhookEndpoint { Name = name, Url = new(url), OrganizationId = organization };
            var saved = await registry.AddEndpointAsync(adjust?.Invoke(endpoint) ?? endpoint, origin, cancellationToken);
            await registry.AddSubscriptionAsync(wants with { EndpointId = saved.Id }, origin, cancellationToken);
            return saved.Id;
        }
    }

    private static WebhookSubscription ToAll() => new() { EndpointId = "" };
}
