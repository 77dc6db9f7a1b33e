using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What a subscription would have made of a stored event.</summary>
public sealed class DryRunDecision(string eventId, WebhookEventType eventType, DateTimeOffset publishedAt, RoutingDecision? decision)
{
    /// <summary>The event's id.</summary>
    public string EventId { get; } = eventId;

    /// <summary>The event's type.</summary>
    public WebhookEventType EventType { get; } = eventType;

    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt { get; } = publishedAt;

    /// <summary>Whether it matches; null when retention has removed its payload, or the store's copy cannot be read.</summary>
    public RoutingDecision? Decision { get; } = decision;
}
