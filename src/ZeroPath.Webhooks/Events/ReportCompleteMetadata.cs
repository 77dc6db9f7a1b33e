using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>The report of a <see cref="ReportCompleteEvent"/>.</summary>
public sealed class ReportCompleteMetadata : EventMetadata
{
    /// <summary>The report's id.</summary>
    [JsonPropertyName("reportId")]
    public required string ReportId { get; set; }
}
