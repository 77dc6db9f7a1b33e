using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Benchmarks.Events;

/// <summary>
/// The yardstick: as <see cref="PlainPayload"/>, but as strict and as open as the library: missing members are refused, unknown ones kept.
/// </summary>
public sealed class OpenPayload
{
    public required long Time { get; set; }

    public required string Host { get; set; }

    public required string Source { get; set; }

    [JsonPropertyName("sourcetype")]
    public required string SourceType { get; set; }

    public required OpenEvent Event { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }

    public sealed class OpenEvent
    {
        public required DateTimeOffset Timestamp { get; set; }

        public required OpenOrganization Organization { get; set; }

        public OpenRepository? Repository { get; set; }

        public OpenScan? Scan { get; set; }

        public string? Error { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }

    public sealed class OpenOrganization
    {
        public required string Id { get; set; }

        public string? Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }

    public sealed class OpenRepository
    {
        public required string Id { get; set; }

        public required string Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }

    public sealed class OpenScan
    {
        public required string Id { get; set; }

        public required string Type { get; set; }

        public required string Status { get; set; }

        public long? DurationMinutes { get; set; }

        public OpenSummary? VulnerabilitySummary { get; set; }

        public required string Url { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }

    public sealed class OpenSummary
    {
        public required long Total { get; set; }

        public required OpenCounts BySeverity { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }

    public sealed class OpenCounts
    {
        public long? Critical { get; set; }

        public long? High { get; set; }

        public long? Medium { get; set; }

        public long? Low { get; set; }

        public long? Info { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
    }
}
