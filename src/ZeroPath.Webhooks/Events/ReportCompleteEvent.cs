using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>REPORT_COMPLETE</c>: A report is ready.</summary>
public sealed record ReportCompleteEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ReportComplete;

    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required ReportCompleteMetadata Metadata
    {
        get => (base.Metadata as ReportCompleteMetadata)!;
        set => base.Metadata = value;
    }
}
