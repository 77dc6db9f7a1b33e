namespace ZeroPath.Webhooks;

/// <summary>
/// Tells whoever should know that deliveries failed, for instance by mail. Register one of your own, of any lifetime: it takes the place of
/// the one that writes to the log.
/// </summary>
public interface IDeliveryFailureNotifier
{
    /// <summary>
    /// Called at least once for every delivery that failed and for every endpoint that the library disabled, also when the process ends in
    /// between. It has 30 s. When it throws or takes longer, it is called again nine times within 18 hours, then no more.
    /// </summary>
    /// <param name="notice">What of one endpoint has failed since the last call.</param>
    /// <param name="cancellationToken">Cancelled when the time is over or the host stops.</param>
    Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken);
}
