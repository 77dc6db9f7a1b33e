using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace Quickstart;

/// <summary>An event to publish.</summary>
/// <param name="Label">Where it is from and its type, such as <c>page/PR_BLOCKED</c>.</param>
/// <param name="Json">The payload that endpoints should get.</param>
/// <param name="IsForwarded">Whether the payload is published as it is; else the publisher makes one, with the current time.</param>
internal sealed record SampleEvent(string Label, byte[] Json, bool IsForwarded)
{
    /// <summary>The four payloads of the documentation, a sample of each kind of event, and three events written here.</summary>
    public static IReadOnlyList<SampleEvent> All { get; } = [.. FromFiles(), .. FromCatalog(), .. FromCode()];

    public WebhookPayload Payload { get; } = WebhookJson.Read(Json);

    public bool IsEqualTo(JsonNode? body)
    {
        var expected = JsonNode.Parse(Json)!;
        if (!IsForwarded)
        {
            expected["time"] = body?["time"]?.DeepClone();
        }

        return JsonNode.DeepEquals(expected, body);
    }

    private static IEnumerable<SampleEvent> FromFiles() =>
        from file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "payloads")).Order(StringComparer.Ordinal)
        select new SampleEvent($"page/{Path.GetFileNameWithoutExtension(file)}", File.ReadAllBytes(file), IsForwarded: true);

    private static IEnumerable<SampleEvent> FromCatalog() =>
        EventCatalog.All.Select(definition =>
            new SampleEvent($"sample/{definition.Type}", WebhookJson.Write(definition.CreateSample()), IsForwarded: false));

    private static IEnumerable<SampleEvent> FromCode()
    {
        // When it happened: published again, it is the same event only with the same time.
        var time = new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
        var acme = new Organization { Id = "org_123", Name = "Acme Corp" };
        var backend = new Repository { Id = "repo_123", Name = "backend-api" };
        var mobile = new Repository { Id = "repo_789", Name = "mobile-app" };
        yield return Written("", new ScanCompleteEvent
        {
            Timestamp = time,
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
        });
        yield return Written(" 5.5", new NewVulnerabilitiesPrEvent
        {
            Timestamp = time,
            Organization = acme,
            Repository = backend,
            Vulnerability = new() { Id = "vuln_002", GeneratedTitle = "Open redirect", Severity = 5.5m },
        });
        yield return Written(" mobile-app", new PrBlockedEvent
        {
            Timestamp = time,
            Organization = acme,
            Repository = mobile,
            Metadata = new() { PrId = "01HXZZ", PrNumber = 7 },
        });
    }

    private static SampleEvent Written(string note, WebhookEvent webhookEvent)
    {
        var payload = new WebhookPayload { Time = 0, Host = "zeropath.com", Source = "zeropath", Event = webhookEvent };
        return new($"code/{webhookEvent.Type}{note}", WebhookJson.Write(payload), IsForwarded: false);
    }
}
