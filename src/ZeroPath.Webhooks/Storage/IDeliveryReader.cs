namespace ZeroPath.Webhooks.Storage;

/// <summary>Shows what is stored: events, deliveries, attempts and figures. Hosts read through <see cref="WebhookHistory"/>.</summary>
public interface IDeliveryReader
{
    /// <summary>Lists events with their deliveries, newest first.</summary>
    ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Lists deliveries, newest first.</summary>
    ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the attempts of a delivery, in the order in which they were recorded. The list is empty if there is no such delivery.
    /// </summary>
    ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>
    /// Gives figures by interval, oldest first: what was recorded, or cancelled or opened again on request, and counted as that
    /// happened. Intervals without any are left out.
    /// </summary>
    /// <param name="filter">What counts.</param>
    /// <param name="interval">
    /// How long an interval is: a whole number of minutes. What is older than an hour may count as recorded when its quarter of an hour
    /// began.
    /// </param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        StatisticsFilter filter, TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Says how much there is to send, on all nodes.</summary>
    /// <param name="max">
    /// How many pending deliveries are counted at most: a bound on the work. With 0 only the oldest is looked for.
    /// </param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken);
}
