using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>One event to one endpoint.</summary>
public sealed record Delivery
{
    /// <summary>Its id, <c>dlv_</c> and 32 hexadecimal digits; sent as <c>zeropath-delivery</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The event's id; sent as <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's type; sent as <c>zeropath-event</c>.</summary>
    public required WebhookEventType EventType { get; init; }

    /// <summary>The endpoint it goes to. Address and headers are read from the endpoint at every attempt.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The subscriptions that matched, at least one.</summary>
    public required IReadOnlyList<string> SubscriptionIds { get; init; }

    /// <summary>When the event was published, or replayed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How far it is.</summary>
    public DeliveryState State { get; init; }

    /// <summary>Why it failed or was cancelled, such as <c>exhausted</c> or <c>endpoint_disabled</c>; otherwise null.</summary>
    public string? Reason { get; init; }

    /// <summary>How many attempts have counted so far. An attempt that the host's stop cut off does not count.</summary>
    public int AttemptCount { get; init; }

    /// <summary>When it was settled; null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When the next attempt is due; null once settled.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>From when it is not attempted any more, and fails; null when there is no such time, and once it is settled.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
