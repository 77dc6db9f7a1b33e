namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// What the host is still to be told. Whatever makes a delivery <see cref="DeliveryState.Failed"/> adds that to it in the same transaction; it
/// stays when the delivery is sent again or removed. The store has the clock: what callers say about time is how long, never when.
/// </summary>
public interface IFailureNoticeStore
{
    /// <summary>Adds that an endpoint was disabled, which takes the place of an earlier one that is still to be told, leased or not.</summary>
    ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what is due of one endpoint and was postponed equally often, as one notice: of the endpoint that has waited longest, and what is
    /// due longest first. A lease is a later due time and a new fencing token, as a delivery's is.
    /// </summary>
    /// <param name="max">How many failures at most.</param>
    /// <param name="length">For how long nobody else gets them.</param>
    /// <param name="cancellationToken">Cancels before anything is leased.</param>
    /// <returns>The notice; null when nothing is due.</returns>
    ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Removes a notice: it was given, or is given up. Nothing happens when the lease is not its last one.</summary>
    ValueTask RemoveNoticeAsync(LeasedFailureNotice leased, CancellationToken cancellationToken);

    /// <summary>Makes a notice due again after this time, and counts that. Nothing happens when the lease is not its last one.</summary>
    ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken);
}
