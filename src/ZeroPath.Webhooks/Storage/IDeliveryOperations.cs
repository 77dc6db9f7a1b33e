namespace ZeroPath.Webhooks.Storage;

/// <summary>What operators have done to deliveries.</summary>
public interface IDeliveryOperations
{
    /// <summary>
    /// Makes settled deliveries pending again, due at once, without a deadline, and with all their attempts before them. Pending ones
    /// stay as they are, and so do those whose payload retention has removed. One that had succeeded does so again when it is
    /// cancelled, by whomever (D45).
    /// </summary>
    /// <param name="filter">Which deliveries.</param>
    /// <param name="max">How many at most, oldest first.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many became pending; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken);

    /// <summary>Cancels pending deliveries. An attempt that is under way ends, and changes nothing.</summary>
    /// <param name="filter">Which deliveries.</param>
    /// <param name="reason">Their <see cref="Delivery.Reason"/> from then on.</param>
    /// <param name="max">How many at most, oldest first.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were cancelled; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken);

    /// <summary>Adds deliveries, due at once, to events that are stored with their payloads; others are left out.</summary>
    /// <returns>How many were added.</returns>
    ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what is older than it is to be kept, counted from when the event's last delivery was settled, or from its publication if it
    /// has none. What is not finished is never touched. Figures count from their minute.
    /// </summary>
    /// <param name="policy">How long what is kept.</param>
    /// <param name="max">How many events and figures to touch at most: a bound on how long other callers wait.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were touched; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Merges the figures of hours that have been over for an hour, so that there is less to read: those of several nodes, and the minutes
    /// of a quarter of an hour. What they come to stays the same. A store that keeps no figures does nothing.
    /// </summary>
    /// <param name="max">About how many figures are merged at most: a bound on how long other callers wait.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were merged; 0 when none is left.</returns>
    ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken);
}
