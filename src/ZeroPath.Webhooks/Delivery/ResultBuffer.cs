using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The results of one loop, until the store has them. Attempts add at any time, the loop alone records.</summary>
internal sealed class ResultBuffer(
    IDeliveryStore store,
    HealthReporter health,
    WebhookHealth state,
    WebhookMetrics metrics,
    TimeProvider time,
    ILogger<DeliveryDispatcher> logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<DeliveryResult> _unrecorded = [];
    private readonly List<DeliveryResult> _keptOut = [];
    private readonly StoreWriter _writer = new();
    private long _keptOutAt;

    // They take turns: whoever adds does not wait for whoever reads.
    private List<(LeasedDelivery Delivery, DeliveryResult Result)> _ended = [];
    private List<(LeasedDelivery Delivery, DeliveryResult Result)> _read = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ended.Count + _unrecorded.Count;
            }
        }
    }

    /// <inheritdoc cref="HealthReporter.TellsIn"/>
    public TimeSpan? TellsIn => health.TellsIn;

    /// <returns>How many wait that the loop has not seen yet.</returns>
    public int Add(LeasedDelivery delivery, DeliveryResult result)
    {
        lock (_lock)
        {
            _ended.Add((delivery, result));
            return _ended.Count;
        }
    }

    /// <summary>
    /// Records what has ended so far, and then reports what it says of endpoints. When the store is away, the results are kept for the next
    /// call. A result that it refuses is kept out, so that the others are recorded, and tried again later.
    /// </summary>
    /// <param name="isIdle">Whether nothing is under way.</param>
    /// <param name="canWait">Whether it is called again, so that reports can wait.</param>
    /// <param name="cancellationToken">Cancels between two calls of the store.</param>
    public async Task RecordAsync(bool isIdle, bool canWait, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_ended, _read) = (_read, _ended);
        }

        _unrecorded.AddRange(_read.Select(ended => ended.Result));
        if (_keptOut.Count > 0 && time.GetElapsedTime(_keptOutAt) >= RetryInterval)
        {
            _unrecorded.AddRange(_keptOut);
            state.KeptOut -= _keptOut.Count;
            _keptOut.Clear();
        }

        try
        {
            if (_unrecorded.Count > 0)
            {
                await RecordUnrecordedAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Afterwards: it logs, and what a logger throws keeps nothing from being recorded.
            TellHealth();
        }

        await health.ReportAsync(isIdle, canWait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels what is due of endpoints that are off.</summary>
    /// <param name="reasons">Why, by endpoint id.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were cancelled.</returns>
    public async Task<int> CancelDueAsync(IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken)
    {
        var count = await store.CancelDueAsync(reasons, max, cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            metrics.Settled(DeliveryState.Cancelled, count);
        }

        return count;
    }

    private void TellHealth()
    {
        try
        {
            foreach (var (delivery, result) in _read)
            {
                health.Add(delivery, result);
            }
        }
        finally
        {
            _read.Clear();
        }
    }

    private async Task RecordUnrecordedAsync(CancellationToken cancellationToken)
    {
        var page = _unrecorded.ToArray();
        var recorded = new List<(IReadOnlyList<DeliveryResult> Results, IReadOnlyList<DeliveryResult> Late)>();
        var refused = await _writer.WriteAsync(
            page,
            async results => recorded.Add((results, await store.RecordAsync(results, cancellationToken).ConfigureAwait(false))),
            async () => await store.NextDueAsync(LeaseRequest.Any, cancellationToken).ConfigureAwait(false),
            Simpler,
            cancellationToken).ConfigureAwait(false);
        _unrecorded.Clear();
        foreach (var (result, why) in refused)
        {
            _keptOut.Add(result);
            _keptOutAt = time.GetTimestamp();
            state.KeptOut++;
        }

        // At last, since listeners and loggers are the host's and may throw.
        foreach (var (results, late) in recorded)
        {
            metrics.Settled(results, late);
        }

        foreach (var (result, why) in refused)
        {
            DispatchLog.Refused(logger, why, result.DeliveryId, RetryInterval);
        }
    }

    // D58: without what came from outside; without the attempt; and at last as failed, so that it does not go out with every lease.
    private static IEnumerable<DeliveryResult> Simpler(DeliveryResult result)
    {
        if (result.Attempt is { } attempt)
        {
            yield return new(result.DeliveryId, result.FencingToken, result.Transition, attempt with { Response = null });
            yield return new(result.DeliveryId, result.FencingToken, result.Transition);
        }

        yield return new(result.DeliveryId, result.FencingToken, DeliveryTransition.Unrecordable);
    }
}
