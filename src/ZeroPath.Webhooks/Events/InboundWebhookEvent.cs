using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>INBOUND_WEBHOOK</c>: An external system called an inbound trigger.</summary>
public sealed record InboundWebhookEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.InboundWebhook;
}
