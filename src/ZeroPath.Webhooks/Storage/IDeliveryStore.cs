namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// The queue of deliveries. With <see cref="IEventWriter.AddAsync"/> these are the four verbs of the hot path. Every implementation is safe for concurrent callers. The store has the clock:
/// what callers say about time is how long, never when.
/// </summary>
public interface IDeliveryStore : IEventWriter
{
    /// <summary>
    /// Takes deliveries that are due, those due longest first. A lease is a later due time and a new fencing token: for its length nobody
    /// else gets the delivery, and when its holder dies the delivery falls due again by itself.
    /// </summary>
    /// <returns>At most <paramref name="max"/> deliveries; none when nothing is due.</returns>
    ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(int max, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>
    /// Records what came of leased deliveries, all or none. A result whose token is not the delivery's last one changes nothing, but its
    /// attempt is kept as history; so is one for a delivery that is settled. A lease has one result: recording it again, as a caller does
    /// who cannot know whether the first time took, changes nothing at all. One for a delivery that is not there is ignored.
    /// </summary>
    ValueTask RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken);

    /// <summary>How long until the next delivery is due: zero when one is due already, null when none is pending.</summary>
    ValueTask<TimeSpan?> NextDueAsync(CancellationToken cancellationToken);
}
