using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_STARTED</c>: A scan of the dependencies has begun.</summary>
public sealed record ScaScanStartedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScaScanStarted;
}
