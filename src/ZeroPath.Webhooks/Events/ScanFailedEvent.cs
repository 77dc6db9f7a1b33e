using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_FAILED</c>: A scan could not finish; <see cref="KnownEvent.Error"/> says why.</summary>
public sealed record ScanFailedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScanFailed;

    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }

    /// <summary>Why the scan failed, in words.</summary>
    [JsonPropertyOrder(-4)]
    public new required string Error
    {
        get => base.Error!;
        set => base.Error = value;
    }
}
