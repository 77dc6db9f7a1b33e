using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_BLOCKED</c>: A pull request was blocked because of its vulnerabilities.</summary>
public sealed record PrBlockedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.PrBlocked;

    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required PrBlockedMetadata Metadata
    {
        get => (base.Metadata as PrBlockedMetadata)!;
        set => base.Metadata = value;
    }
}
