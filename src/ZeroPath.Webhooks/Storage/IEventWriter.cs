namespace ZeroPath.Webhooks.Storage;

/// <summary>Where published events go: a store, or a store inside a transaction of the caller's.</summary>
public interface IEventWriter
{
    /// <summary>
    /// Adds events with their deliveries, all or none of them. The deliveries are due at once, but for those that are leased to the caller from
    /// the start (<see cref="Delivery.LeasedFor"/>), which are when that is over.
    /// </summary>
    /// <returns>
    /// The events as stored, in the order given. For an event whose idempotency key is already stored with the same content hash this is
    /// the earlier event, and nothing is added.
    /// </returns>
    /// <exception cref="IdempotencyConflictException">A key is already stored with another content hash. Nothing was added.</exception>
    ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancellationToken);
}
