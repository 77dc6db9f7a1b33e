using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_SCAN_STARTED</c>: A scan of a pull request has begun.</summary>
public sealed record PrScanStartedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.PrScanStarted;

    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }
}
