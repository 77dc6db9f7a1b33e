using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_SCHEDULED</c>: A scan schedule was created, changed or removed.</summary>
public sealed record ScanScheduledEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScanScheduled;

    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required ScanScheduledMetadata Metadata
    {
        get => (base.Metadata as ScanScheduledMetadata)!;
        set => base.Metadata = value;
    }
}
