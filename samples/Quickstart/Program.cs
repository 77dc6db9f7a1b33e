// Publishes events to five endpoints of a receiver on this machine, and checks that what arrived is what should have.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quickstart;
using ZeroPath.Webhooks.Deliveries;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

await using var receiver = await Receiver.StartAsync();

// 1. Configure. appsettings.json has the example of ZeroPath's documentation, with its retry schedule a thousand times faster. Only the
// example's address is replaced here. The other endpoints are added in code.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration["ZeroPathWebhooks:Endpoints:0:Url"] = receiver.UrlOf("/production").ToString();
builder.Services.AddZeroPathWebhooks()
    .AddConfiguration(builder.Configuration.GetSection("ZeroPathWebhooks"))
    .AddEndpoint(new() { Name = "Audit Trail", Url = receiver.UrlOf("/audit") })
    .AddSubscription(new() { EndpointId = "Audit Trail" })
    .AddEndpoint(new() { Name = "Flaky", Url = receiver.UrlOf("/flaky") })
    .AddSubscription(new() { EndpointId = "Flaky", EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) })
    .AddEndpoint(new() { Name = "Down", Url = receiver.UrlOf("/down") })
    .AddSubscription(new() { EndpointId = "Down", EventTypes = EventTypeScope.Of(WebhookEventType.ReportComplete) })
    .AddEndpoint(new() { Name = "Other Tenant", Url = receiver.UrlOf("/other"), OrganizationId = "org_456" })
    .AddSubscription(new() { EndpointId = "Other Tenant" });
using var host = builder.Build();
await host.StartAsync();

// 2. Publish: the four payloads of the documentation as they are, a sample of each kind of event, and three events written here.
var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
var published = new List<Published>();
foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "payloads")).Order(StringComparer.Ordinal))
{
    var json = await File.ReadAllBytesAsync(file);
    var result = await publisher.PublishAsync(WebhookJson.Read(json), idempotencyKey: Path.GetFileName(file));
    published.Add(new($"page/{Path.GetFileNameWithoutExtension(file)}", json, IsStamped: false, result));
}

foreach (var definition in EventCatalog.All)
{
    var sample = definition.CreateSample();
    published.Add(new($"sample/{definition.Type}", WebhookJson.Write(sample), IsStamped: true, await publisher.PublishAsync(sample.Event)));
}

var now = TimeProvider.System.GetUtcNow();
var acme = new Organization { Id = "org_123", Name = "Acme Corp" };
var backend = new Repository { Id = "repo_123", Name = "backend-api" };
var mobile = new Repository { Id = "repo_789", Name = "mobile-app" };
(string Note, WebhookEvent Event)[] written =
[
    ("", new ScanCompleteEvent
    {
        Timestamp = now,
        Organization = acme,
        Repository = backend,
        Scan = new()
        {
            Id = "scan_ghi",
            Type = ScanType.FullScan,
            Status = ScanStatus.Completed,
            DurationMinutes = 8,
            VulnerabilitySummary = new() { Total = 1, BySeverity = new() { Medium = 1 } },
            Url = "https://zeropath.com/scans/scan_ghi",
        },
    }),
    (" 5.5", new NewVulnerabilitiesPrEvent
    {
        Timestamp = now,
        Organization = acme,
        Repository = backend,
        Vulnerability = new() { Id = "vuln_002", GeneratedTitle = "Open redirect", Severity = 5.5m },
    }),
    (" mobile-app", new PrBlockedEvent
    {
        Timestamp = now,
        Organization = acme,
        Repository = mobile,
        Metadata = new() { PrId = "01HXZZ", PrNumber = 7 },
    }),
];
foreach (var (note, @event) in written)
{
    var json = WebhookJson.Write(new() { Time = 0, Host = "zeropath.com", Source = "zeropath", Event = @event });
    published.Add(new($"code/{@event.Type}{note}", json, IsStamped: true, await publisher.PublishAsync(@event)));
}

// 3. What should happen.
Expectation[] expectations =
[
    new("Production Security Alerts", "/production", [204], DeliveryState.Succeeded,
        [
            "page/NEW_VULNERABILITIES_FULL_SCAN", "page/PR_BLOCKED",
            "sample/NEW_VULNERABILITIES_FULL_SCAN", "sample/NEW_VULNERABILITIES_PR", "sample/PR_BLOCKED",
        ])
    {
        Headers = { ["Authorization"] = "Bearer prod-webhook-token-123", ["X-Environment"] = "production" },
    },
    new("Audit Trail", "/audit", [204], DeliveryState.Succeeded, [.. published.Select(@event => @event.Label)]),
    new("Flaky", "/flaky", [503, 503, 204], DeliveryState.Succeeded, ["page/SCAN_FAILED", "sample/SCAN_FAILED"]),
    new("Down", "/down", [500, 500, 500, 500, 500, 500, 500], DeliveryState.Failed, ["sample/REPORT_COMPLETE"]),
    new("Other Tenant", "/other", [], DeliveryState.Succeeded, []),
];

// 4. Wait for the requests. Stopping the host lets the last of them be recorded.
await receiver.WaitForAsync(expectations.Sum(expectation => expectation.RequestCount), atMost: TimeSpan.FromSeconds(10));
await host.StopAsync();

// 5. Look at what happened.
var reader = host.Services.GetRequiredService<IDeliveryReader>();
var outcomes = new List<Outcome>();
foreach (var @event in published)
{
    foreach (var delivery in (await reader.FindEventAsync(@event.Result.EventId))!.Deliveries)
    {
        outcomes.Add(new(@event, delivery, await reader.ListAttemptsAsync(delivery.Id)));
    }
}

Report.WriteTable(published, outcomes, expectations);
Report.WriteReasons(published);
var differences = expectations.SelectMany(expectation => expectation.Differences(outcomes, receiver.Requests)).ToList();
Console.WriteLine(differences.Count == 0
    ? $"{published.Count} events, {outcomes.Count} deliveries, {receiver.Requests.Count} requests: all as they should be."
    : $"{differences.Count} differences:\n{string.Join('\n', differences)}");
return differences.Count == 0 ? 0 : 1;
