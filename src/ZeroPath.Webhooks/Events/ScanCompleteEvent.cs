using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_COMPLETE</c>: A full scan of a repository has finished without failing.</summary>
public sealed record ScanCompleteEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScanComplete;

    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }
}
