using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The results of one loop, until the store has them. Attempts add at any time, the loop alone records.</summary>
internal sealed class ResultBuffer(IDeliveryStore store, HealthReporter health, WebhookMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly List<DeliveryResult> _unrecorded = [];

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
    /// Records what has ended so far, and then reports what it says of endpoints. When the store throws, the results are kept for the next
    /// call.
    /// </summary>
    /// <param name="reportAll">Whether to report what can wait, too.</param>
    /// <param name="cancellationToken">Cancels between two calls of the store.</param>
    public async Task RecordAsync(bool reportAll, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_ended, _read) = (_read, _ended);
        }

        foreach (var (delivery, result) in _read)
        {
            _unrecorded.Add(result);
            health.Add(delivery, result);
        }

        _read.Clear();
        if (_unrecorded.Count > 0)
        {
            var late = await store.RecordAsync(_unrecorded, cancellationToken).ConfigureAwait(false);
            metrics.Settled(_unrecorded, late);
            _unrecorded.Clear();
        }

        await health.ReportAsync(reportAll, cancellationToken).ConfigureAwait(false);
    }
}
