using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>
/// Sends what is due, once, without timers: under a fake clock half an hour of retries takes milliseconds. In a host
/// <see cref="DeliveryPump"/> does this continually.
/// </summary>
public sealed class DeliveryDispatcher
{
    private readonly IDeliveryStore _store;
    private readonly WebhookSender _sender;
    private readonly WebhookRegistry _registry;
    private readonly IOptions<ZeroPathWebhooksOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryDispatcher> _logger;

    internal DeliveryDispatcher(
        IDeliveryStore store,
        WebhookSender sender,
        WebhookRegistry registry,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time,
        ILogger<DeliveryDispatcher> logger) =>
        (_store, _sender, _registry, _options, _time, _logger) = (store, sender, registry, options, time, logger);

    /// <summary>Attempts every delivery that is due, and returns when nothing is due or under way any more.</summary>
    /// <param name="cancellationToken">Cuts attempts off; their deliveries are released and fall due again at once.</param>
    /// <returns>How many deliveries were taken up.</returns>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken = default)
    {
        var signal = new WakeSignal(_time);
        using var run = StartRun(signal);
        using var registration = cancellationToken.Register(() => _ = run.AbandonAsync());
        var total = 0;
        while (true)
        {
            signal.Reset();
            await run.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);
            var count = cancellationToken.IsCancellationRequested ? 0 : (await run.StartDueAsync(CancellationToken.None).ConfigureAwait(false)).Count;
            total += count;
            if (count == 0 && run.IsIdle)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return total;
            }

            if (count == 0)
            {
                await signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    internal DispatchRun StartRun(WakeSignal signal) => new(_store, _sender, _registry, _options.Value, _time, signal, _logger);
}
