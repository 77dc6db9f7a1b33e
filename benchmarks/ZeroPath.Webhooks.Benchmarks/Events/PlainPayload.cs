using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Benchmarks.Events;

/// <summary>
/// The yardstick: the least that a consumer would write for a SCAN_COMPLETE payload; nothing is required, nothing unknown kept.
/// </summary>
public sealed class PlainPayload
{
    public long Time { get; set; }

    public string Host { get; set; } = null!;

    public string Source { get; set; } = null!;

    [JsonPropertyName("sourcetype")]
    public string SourceType { get; set; } = null!;

    public EventPart Event { get; set; } = null!;

    public sealed class EventPart
    {
        public DateTimeOffset Timestamp { get; set; }

        public OrganizationPart Organization { get; set; } = null!;

        public RepositoryPart? Repository { get; set; }

        public ScanPart? Scan { get; set; }

        public string? Error { get; set; }
    }

    public sealed class OrganizationPart
    {
        public string Id { get; set; } = null!;

        public string? Name { get; set; }
    }

    public sealed class RepositoryPart
    {
        public string Id { get; set; } = null!;

        public string Name { get; set; } = null!;
    }

    public sealed class ScanPart
    {
        public string Id { get; set; } = null!;

        public string Type { get; set; } = null!;

        public string Status { get; set; } = null!;

        public long? DurationMinutes { get; set; }

        public SummaryPart? VulnerabilitySummary { get; set; }

        public string Url { get; set; } = null!;
    }

    public sealed class SummaryPart
    {
        public long Total { get; set; }

        public CountsPart BySeverity { get; set; } = null!;
    }

    public sealed class CountsPart
    {
        public long? Critical { get; set; }

        public long? High { get; set; }

        public long? Medium { get; set; }

        public long? Low { get; set; }

        public long? Info { get; set; }
    }
}
