using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_SCAN_COMPLETE</c>: A scan of a pull request has finished.</summary>
public sealed record PrScanCompleteEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.PrScanComplete;

    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }
}
