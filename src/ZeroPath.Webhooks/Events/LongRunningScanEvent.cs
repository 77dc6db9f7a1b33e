using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>LONG_RUNNING_SCAN</c>: A scan takes unusually long.</summary>
public sealed record LongRunningScanEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.LongRunningScan;

    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required LongRunningScanMetadata Metadata
    {
        get => (base.Metadata as LongRunningScanMetadata)!;
        set => base.Metadata = value;
    }
}
