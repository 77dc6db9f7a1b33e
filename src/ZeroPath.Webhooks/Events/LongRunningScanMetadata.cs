using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>How long the scan of a <see cref="LongRunningScanEvent"/> has run.</summary>
public sealed class LongRunningScanMetadata : EventMetadata
{
    /// <summary>In minutes.</summary>
    [JsonPropertyName("runningMinutes")]
    public required decimal RunningMinutes { get; set; }
}
