using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Storage;

/// <summary>A delivery that its holder alone may attempt until the lease runs out, with all that the attempt needs.</summary>
public sealed class LeasedDelivery
{
    /// <summary>The <see cref="FencingToken"/> of a delivery's first lease.</summary>
    public const long FirstToken = 1;

    /// <summary>The delivery's id.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>Grows with every lease of the delivery. A result that carries an older one came too late and changes nothing.</summary>
    public required long FencingToken { get; init; }

    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's type.</summary>
    public required WebhookEventType EventType { get; init; }

    /// <summary>The endpoint it goes to.</summary>
    public required string EndpointId { get; init; }

    /// <summary>How many attempts have counted so far.</summary>
    public required int AttemptCount { get; init; }

    /// <summary>How many attempts to the endpoint had failed, when this was leased, since the last that succeeded.</summary>
    public int FailureStreak { get; init; }

    /// <summary>Whether this is the one request by which an endpoint that was held is looked at again.</summary>
    public bool IsProbe { get; init; }

    /// <summary>For how long it had been due when it was leased.</summary>
    public TimeSpan DueFor { get; init; }

    /// <summary>How long after the lease began its deadline is; zero or less when it is over; null when it has none.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The event's <see cref="PublishedEvent.TraceParent"/>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The payload as UTF-8 JSON; empty if the deadline is over.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The number of its next attempt, from 1 to the largest that there is, whatever the store holds.</summary>
    internal int NextNumber => Math.Clamp(AttemptCount, 0, int.MaxValue - 1) + 1;

    /// <summary>Whether its attempt may take long: it, or another to its endpoint, has failed before.</summary>
    internal bool IsSlow => AttemptCount > 0 || FailureStreak > 0;

    /// <summary>Whether its deadline was over when it was leased.</summary>
    internal bool IsExpired => ExpiresIn <= TimeSpan.Zero;

    /// <summary>A delivery that was added with a lease, at the time when it was due.</summary>
    internal static LeasedDelivery Of(PublishedEvent published, Delivery delivery) => new()
    {
        DeliveryId = delivery.Id,
        FencingToken = FirstToken,
        EventId = published.Id,
        EventType = published.Type,
        EndpointId = delivery.EndpointId,
        AttemptCount = delivery.AttemptCount,
        ExpiresIn = delivery.Deadline - delivery.DueAt,
        TraceParent = published.TraceParent,
        Body = published.Body,
    };

    /// <summary>A delivery that is in no store: only its request is of interest. Its ids are new.</summary>
    internal static LeasedDelivery NotStored(
        WebhookEventType type, string endpointId, ReadOnlyMemory<byte> body, DateTimeOffset now) => new()
        {
            DeliveryId = Ids.NewDelivery(now),
            FencingToken = 0,
            EventId = Ids.NewEvent(now),
            EventType = type,
            EndpointId = endpointId,
            AttemptCount = 0,
            Body = body,
        };

    /// <summary>The result of this lease.</summary>
    internal DeliveryResult EndsAs(DeliveryTransition transition, DeliveryAttempt? attempt = null) =>
        new(DeliveryId, FencingToken, transition, attempt);
}
