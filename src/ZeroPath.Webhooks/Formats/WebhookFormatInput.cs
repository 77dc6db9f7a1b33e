using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What a format makes a request of.</summary>
public sealed class WebhookFormatInput
{
    /// <summary>The event's id, the same for each attempt: <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's type. It may be one that this version does not know.</summary>
    public required WebhookEventType EventType { get; init; }

    /// <summary>The payload as UTF-8 JSON, as it is documented and stored. <see cref="WebhookJson"/> reads it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The endpoint, with its <see cref="WebhookEndpoint.FormatSettings"/>.</summary>
    public required WebhookEndpoint Endpoint { get; init; }
}
