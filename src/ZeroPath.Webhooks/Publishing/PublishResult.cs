using System.Globalization;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What publishing an event came to.</summary>
public sealed class PublishResult
{
    private readonly Router? _router;
    private readonly WebhookEvent? _event;

    /// <summary>A result that a stand-in for <see cref="IWebhookPublisher"/> returns, such as one of a test.</summary>
    public PublishResult()
    {
    }

    internal PublishResult(Router router, WebhookEvent @event) => (_router, _event) = (router, @event);

    /// <summary>The event's id; receivers see it as <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The deliveries made, one for each endpoint that matched; empty when none did.</summary>
    public required IReadOnlyList<Delivery> Deliveries { get; init; }

    /// <summary>Whether the idempotency key was used before, so that this is the first result again and nothing new was sent.</summary>
    public required bool IsRepeat { get; init; }

    /// <summary>
    /// For every subscription, why the event went to its endpoint or not, by the configuration at the time of the call. Worked out when
    /// first asked for, as there may be many.
    /// </summary>
    public IReadOnlyList<RoutingDecision> Decisions
    {
        get => field ??= _router?.Explain(_event!) ?? [];
        init;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"PublishResult {{ EventId = {EventId}, Deliveries = {Deliveries.Count}, IsRepeat = {IsRepeat} }}");
}
