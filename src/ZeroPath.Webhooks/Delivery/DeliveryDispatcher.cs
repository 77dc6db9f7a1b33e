using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Sends what is due, once, without timers: under a fake clock half an hour of retries takes milliseconds. In a host a hosted service does
/// this continually.
/// </summary>
public sealed class DeliveryDispatcher
{
    private readonly CreateDeliveryLoop _create;
    private readonly TimeProvider _time;

    internal DeliveryDispatcher(CreateDeliveryLoop create, TimeProvider time) => (_create, _time) = (create, time);

    /// <summary>
    /// Attempts every delivery that is due, and returns when nothing is due or under way any more. When the store throws, so does this, but
    /// first it lets what is under way end and tries once more to record it.
    /// </summary>
    /// <param name="cancellationToken">Cuts attempts off; their deliveries are released and fall due again at once.</param>
    /// <returns>How many deliveries were taken up.</returns>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken = default)
    {
        var signal = new WorkSignal(_time);
        using var loop = _create(signal);
        using var abandoned = cancellationToken.UnsafeRegister(static state => ((DeliveryLoop)state!).Abandon(), loop);
        try
        {
            return await DispatchAsync(loop, signal, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            loop.Drain();
            await loop.WhenEndedAsync().ConfigureAwait(false);
            await loop.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<int> DispatchAsync(DeliveryLoop loop, WorkSignal signal, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            signal.Reset();
            await loop.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);

            // Looked at before the store is asked: an attempt that is still about to end then leaves no room, and more may be due after it.
            var wasIdle = loop.IsIdle;
            var count = await loop.StartDueAsync(cancellationToken).ConfigureAwait(false);
            total += count;
            if (count == 0 && wasIdle)
            {
                return total;
            }

            if (count == 0)
            {
                await signal.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
