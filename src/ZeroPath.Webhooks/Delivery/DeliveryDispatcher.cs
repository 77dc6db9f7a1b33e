using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Sends what is due, once, without timers: under a fake clock half an hour of retries takes milliseconds. In a host
/// <see cref="DeliveryPump"/> does this continually.
/// </summary>
public sealed class DeliveryDispatcher
{
    private readonly IDeliveryStore _store;
    private readonly IEndpointHealthStore _health;
    private readonly WebhookSender _sender;
    private readonly WebhookRegistry _registry;
    private readonly EndpointDisabler _disabler;
    private readonly WebhookMetrics _metrics;
    private readonly IOptions<ZeroPathWebhooksOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryDispatcher> _logger;
    private readonly ConcurrentDictionary<string, EndpointPace> _paces = new();

    internal DeliveryDispatcher(
        IDeliveryStore store,
        IEndpointHealthStore health,
        WebhookSender sender,
        WebhookRegistry registry,
        EndpointDisabler disabler,
        WebhookMetrics metrics,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time,
        ILogger<DeliveryDispatcher> logger) =>
        (_store, _health, _sender, _registry, _disabler, _metrics, _options, _time, _logger) =
        (store, health, sender, registry, disabler, metrics, options, time, logger);

    /// <summary>
    /// Attempts every delivery that is due, and returns when nothing is due or under way any more. When the store throws, so does this, but
    /// first it lets what is under way end and tries once more to record it.
    /// </summary>
    /// <param name="cancellationToken">Cuts attempts off; their deliveries are released and fall due again at once.</param>
    /// <returns>How many deliveries were taken up.</returns>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken = default)
    {
        var signal = new WorkSignal(_time);
        var run = StartRun(signal, CancellationToken.None, cancellationToken);
        try
        {
            return await DispatchAsync(run, signal, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            run.ReleaseWaiting();
            await run.WhenEndedAsync().ConfigureAwait(false);
            await run.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>That of the host's loop, which also sends what is published here; null until the host has started.</summary>
    internal DispatchRun? HostRun { get; set; }

    /// <param name="signal">Set whenever an attempt ends.</param>
    /// <param name="stopping">When it is cancelled, nothing that is published is taken over any more.</param>
    /// <param name="abandon">Cuts off what is under way; it is released, so that it falls due again at once.</param>
    internal DispatchRun StartRun(WorkSignal signal, CancellationToken stopping, CancellationToken abandon) =>
        new(
            _store,
            new(_health, _disabler, _options.Value, _time, _logger),
            _paces,
            _sender,
            _registry,
            _disabler,
            _metrics,
            _options.Value,
            _time,
            signal,
            _logger,
            stopping,
            abandon);

    private static async Task<int> DispatchAsync(DispatchRun run, WorkSignal signal, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            signal.Reset();
            await run.RecordEndedAsync(CancellationToken.None).ConfigureAwait(false);
            var count = await run.StartDueAsync(cancellationToken).ConfigureAwait(false);
            total += count;
            if (count == 0 && run.IsIdle)
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
