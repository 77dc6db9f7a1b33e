namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// The queue of deliveries. With <see cref="IEventWriter.AddAsync"/> these are the verbs of the hot path. Every implementation is safe
/// for concurrent callers. The store has the clock: what callers say about time is how long, never when.
/// </summary>
public interface IDeliveryStore : IEventWriter
{
    /// <summary>
    /// Takes deliveries that are due. Each endpoint has two lanes, one of first attempts and one of retries; of a lane come those due
    /// longest first, and all lanes get alike, as <see cref="LeasePlan"/> divides it. Where more lanes have something due than the request
    /// can use, the store need not look at all of them: the others' turn comes with the next leases. Of an endpoint that is held comes
    /// nothing, and when that is over one at a time (<see cref="IEndpointHealthStore"/>). However much waits in a lane, no more of it is
    /// looked at than is taken, and lanes in which nothing is due cost nothing. A lease is a later due time and a new fencing token: for
    /// its length nobody else gets the delivery, and when its holder dies the delivery falls due again by itself.
    /// Of an endpoint that is ordered (<see cref="EndpointRoom.IsOrdered"/>) both lanes are one row, in the order in which deliveries were
    /// added or sent again, by commit: of two whose calls did not overlap the earlier comes first. Its first comes alone, once that is due,
    /// and nothing while any is leased.
    /// What is past its <see cref="Delivery.Deadline"/> and not leased comes beside, without its payload, whatever there is room for, held
    /// or not, and due or not: at most <see cref="LeasePlan.MaxExpired"/>. It is no probe.
    /// </summary>
    /// <returns>The deliveries; none when nothing is due that the request has room for.</returns>
    ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records what came of leased deliveries, all or none. A result whose token is not the delivery's last one changes nothing, but its
    /// attempt is kept as history; so is one for a delivery that is settled. A lease has one result: recording it again, as a caller does
    /// who cannot know whether the first time took, changes nothing at all. One for a delivery that is not there is ignored. No results
    /// change nothing, and fail where nothing can be written.
    /// </summary>
    /// <returns>
    /// Those results that were to settle their delivery and did not: mostly none. One that was recorded before did, unless something has
    /// happened to the delivery since.
    /// </returns>
    ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken);

    /// <summary>
    /// Cancels what is due of endpoints that are off (<see cref="EndpointRoom.IsOff"/>) and is not leased, held or not: all together, as
    /// there may be much of it. What an earlier lease came to, whose holder died, it does not ask.
    /// </summary>
    /// <param name="reasons">By endpoint id, the <see cref="Delivery.Reason"/> of its deliveries from then on.</param>
    /// <param name="max">How many at most: a bound on how long other callers wait.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were cancelled; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> CancelDueAsync(IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken);

    /// <summary>
    /// How long until the next delivery is due that the request has room for: zero when one is due already, null when none is pending. One
    /// to an endpoint that is held is due when that is over, and any that is not leased at its deadline. The store may say a shorter time,
    /// a second say, where very many endpoints have something due, and it has looked at thousands in vain.
    /// </summary>
    ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken);
}
