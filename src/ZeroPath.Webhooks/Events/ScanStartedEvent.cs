using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_STARTED</c>: A full scan of a repository has begun.</summary>
public sealed record ScanStartedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScanStarted;

    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }
}
