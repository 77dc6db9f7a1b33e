namespace ZeroPath.Webhooks.Storage;

/// <summary>Where published events go: a store, or a store inside a transaction of the caller's.</summary>
public interface IEventWriter
{
    /// <summary>Adds events with their deliveries, all or none of them.</summary>
    /// <param name="events">The events.</param>
    /// <param name="lease">
    /// The deliveries that are leased to the caller from the start. The others are due at once; null for all of them.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is added.</param>
    /// <returns>
    /// The events as stored, in the order given. For an event whose idempotency key is already stored with the same content hash this is
    /// the earlier event, and nothing is added.
    /// </returns>
    /// <exception cref="IdempotencyConflictException">A key is already stored with another content hash. Nothing was added.</exception>
    ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken);
}
