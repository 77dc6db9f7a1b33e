using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>The schedule of a <see cref="ScanScheduledEvent"/>.</summary>
public sealed class ScanScheduledMetadata : EventMetadata
{
    /// <summary>The schedule's id.</summary>
    [JsonPropertyName("scheduleId")]
    public required string ScheduleId { get; set; }

    /// <summary>When it runs, as a cron expression.</summary>
    [JsonPropertyName("crontab")]
    public required string Crontab { get; set; }

    /// <summary>Whether it runs.</summary>
    [JsonPropertyName("isEnabled")]
    public required bool IsEnabled { get; set; }

    /// <summary>What was done to it, such as <c>created</c>.</summary>
    [JsonPropertyName("action")]
    public required string Action { get; set; }
}
