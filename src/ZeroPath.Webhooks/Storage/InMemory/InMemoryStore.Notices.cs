namespace ZeroPath.Webhooks.Storage;

public sealed partial class InMemoryStore
{
    /// <summary>In the order in which they were added.</summary>
    private readonly List<StoredNotice> _notices = [];

    /// <inheritdoc/>
    public ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _notices.RemoveAll(notice => notice.DeliveryId is null && notice.EndpointId == endpointId);
            _notices.Add(new(endpointId, null, reason, time.GetUtcNow()));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_notices.Where(notice => notice.DueAt <= now).MinBy(notice => notice.DueAt) is not { } first)
            {
                return default;
            }

            var due = _notices
                .Where(notice => notice.DueAt <= now && notice.EndpointId == first.EndpointId && notice.Tries == first.Tries)
                .OrderBy(notice => notice.DueAt)
                .Take(max)
                .OrderBy(notice => notice.At)
                .ToList();
            var token = Guid.NewGuid();
            due.ForEach(notice => (notice.Lease, notice.DueAt) = (token, now + length));
            return new(new LeasedFailureNotice(ToFailureNotice(first.EndpointId, due), first.Tries, token));
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveNoticeAsync(LeasedFailureNotice leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        lock (_lock)
        {
            _notices.RemoveAll(notice => notice.Lease == leased.FencingToken);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        var dueAt = time.GetUtcNow() + delay;
        lock (_lock)
        {
            foreach (var notice in _notices.Where(notice => notice.Lease == leased.FencingToken))
            {
                (notice.Lease, notice.DueAt, notice.Tries) = (null, dueAt, notice.Tries + 1);
            }
        }

        return ValueTask.CompletedTask;
    }

    private FailureNotice ToFailureNotice(string endpointId, List<StoredNotice> notices) => new()
    {
        EndpointId = endpointId,
        DisabledReason = notices.Find(notice => notice.DeliveryId is null)?.Reason,
        FailedDeliveries =
        [
            .. notices.Where(notice => notice.DeliveryId is not null).Select(notice => new FailedDelivery
            {
                DeliveryId = notice.DeliveryId!,
                Reason = notice.Reason,
                FailedAt = notice.At,
                Delivery = _deliveries.GetValueOrDefault(notice.DeliveryId!)?.ToDelivery(),
            }),
        ],
    };
}
