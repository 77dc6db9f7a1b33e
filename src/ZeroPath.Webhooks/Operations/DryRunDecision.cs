using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What a subscription would have made of a stored event.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="EventType">The event's type.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Decision">Whether it matches; null when retention has removed its payload, or the store's copy cannot be read.</param>
public sealed record DryRunDecision(string EventId, WebhookEventType EventType, DateTimeOffset PublishedAt, RoutingDecision? Decision);
