namespace ZeroPath.Webhooks.Storage;

/// <summary>Events, deliveries and attempts, to be looked at.</summary>
internal sealed class InMemoryHistory(InMemoryState state) : IDeliveryReader
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken)
    {
        lock (state.Lock)
        {
            return new(state.Deliveries.GetValueOrDefault(deliveryId) is { } delivery ? [.. delivery.Attempts] : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (state.Lock)
        {
            return new(Take(state.Events.Values.Where(stored => stored.Matches(filter)), stored => stored.Sequence, stored =>
                stored.ToPublishedEvent(), page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        lock (state.Lock)
        {
            return new(Take(state.Matching(filter), delivery => delivery.Sequence, delivery => delivery.ToDelivery(), page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        StatisticsFilter filter, TimeSpan interval, CancellationToken cancellationToken)
    {
        var first = ResultCount.FirstMinute(filter);
        lock (state.Lock)
        {
            // Added up when they are asked for: only so many finished events are kept here.
            var counts = state.Deliveries.Values
                .Where(delivery => filter.EndpointIds?.Contains(delivery.EndpointId) != false)
                .SelectMany(delivery => delivery.Results)
                .Where(result => !(result.From < first) && !(result.From >= filter.To));
            return new(ResultCount.Sum(counts, filter, interval));
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken)
    {
        var now = state.Due;
        lock (state.Lock)
        {
            state.Pending.EndLeases(now);
            var lanes = state.Pending.Quick.Concat(state.Pending.Slow);
            var (due, inFlight) = (0L, 0L);
            foreach (var delivery in lanes.SelectMany(lane => lane.Waiting).Concat(state.Pending.Leases).Take(max))
            {
                due += delivery.DueAt <= now ? 1 : 0;
                inFlight += delivery.Lease is not null ? 1 : 0;
            }

            var next = lanes.Min(lane => lane.Waiting.Min?.DueAt);
            return new(new QueueDepth(due, inFlight, next <= now ? now - next : null));
        }
    }

    private static Page<T> Take<TStored, T>(
        IEnumerable<TStored> items, Func<TStored, long> sequence, Func<TStored, T> convert, PageRequest page)
    {
        var before = page.Before;
        var found = items.Where(item => sequence(item) < before).OrderByDescending(sequence).Take(page.Size + 1);
        return page.PageOf([.. found.Select(item => (sequence(item), convert(item)))]);
    }
}
