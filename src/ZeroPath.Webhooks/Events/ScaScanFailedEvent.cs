using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_FAILED</c>: A scan of the dependencies could not finish.</summary>
public sealed record ScaScanFailedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScaScanFailed;
}
