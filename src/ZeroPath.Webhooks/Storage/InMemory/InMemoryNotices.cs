namespace ZeroPath.Webhooks.Storage;

/// <summary>What the host is still to be told.</summary>
internal sealed class InMemoryNotices(InMemoryState state) : IFailureNoticeStore
{
    /// <inheritdoc/>
    public ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            state.Notices.RemoveAll(notice => notice.DeliveryId is null && notice.EndpointId == endpointId);
            state.Notices.Add(new(endpointId, null, reason, state.Now));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Now;
        lock (state.Lock)
        {
            if (state.Notices.Where(notice => notice.DueAt <= now).MinBy(notice => notice.DueAt) is not { } first)
            {
                return default;
            }

            var due = state.Notices
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
        lock (state.Lock)
        {
            state.Notices.RemoveAll(notice => notice.Lease == leased.FencingToken);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        var dueAt = state.Now + delay;
        lock (state.Lock)
        {
            foreach (var notice in state.Notices.Where(notice => notice.Lease == leased.FencingToken))
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
                Delivery = state.Deliveries.GetValueOrDefault(notice.DeliveryId!)?.ToDelivery(),
            }),
        ],
    };
}
