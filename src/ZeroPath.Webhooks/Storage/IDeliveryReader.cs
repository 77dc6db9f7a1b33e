namespace ZeroPath.Webhooks.Storage;

/// <summary>What people and tests look at.</summary>
public interface IDeliveryReader
{
    /// <summary>An event with its deliveries, or null if there is none of this id.</summary>
    ValueTask<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default);

    /// <summary>Events with their deliveries, newest first.</summary>
    ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken = default);

    /// <summary>A delivery, or null if there is none of this id.</summary>
    ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default);

    /// <summary>Deliveries, newest first.</summary>
    ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken = default);

    /// <summary>The attempts of a delivery, in the order in which they were recorded; empty if there is no such delivery.</summary>
    ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default);

    /// <summary>Figures by stretch of time, oldest first; stretches without deliveries are left out.</summary>
    /// <param name="filter">Which deliveries count.</param>
    /// <param name="stretch">How long a stretch is; at least a second.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken = default);

    /// <summary>
    /// How many deliveries are due and how many are in flight, on all nodes. It may look at every pending delivery, but nobody waits for it.
    /// </summary>
    ValueTask<QueueDepth> GetQueueDepthAsync(CancellationToken cancellationToken = default);

    /// <summary>For how long the delivery that is due longest has been due; null when none is.</summary>
    ValueTask<TimeSpan?> GetOldestDueAgeAsync(CancellationToken cancellationToken = default);
}
