using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_COMPLETE</c>: A scan of the dependencies has finished without failing.</summary>
public sealed record ScaScanCompleteEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScaScanComplete;
}
