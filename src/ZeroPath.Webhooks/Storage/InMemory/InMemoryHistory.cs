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
        DeliveryFilter filter, TimeSpan interval, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        lock (state.Lock)
        {
            return new([.. state.Matching(filter)
                .Select(delivery => delivery.ToDelivery())
                .GroupBy(delivery => delivery.CreatedAt.UtcTicks / interval.Ticks)
                .OrderBy(group => group.Key)
                .Select(group => Figures(new(group.Key * interval.Ticks, TimeSpan.Zero), [.. group]))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken)
    {
        var now = state.Due;
        lock (state.Lock)
        {
            var (due, inFlight) = (0L, 0L);
            foreach (var delivery in state.Pending.Lanes.SelectMany(lane => lane.Deliveries).Take(max))
            {
                due += delivery.DueAt <= now ? 1 : 0;
                inFlight += delivery.Lease is not null && delivery.DueAt > now ? 1 : 0;
            }

            var next = state.Pending.Lanes.Min(lane => lane.First.DueAt as DateTimeOffset?);
            return new(new QueueDepth(due, inFlight, next <= now ? now - next : null));
        }
    }

    private static DeliveryStatistics Figures(DateTimeOffset from, List<Delivery> deliveries)
    {
        var latencies = deliveries
            .Where(delivery => delivery.State == DeliveryState.Succeeded)
            .Select(delivery => delivery.SettledAt!.Value - delivery.CreatedAt)
            .Order()
            .ToList();
        return new()
        {
            From = from,
            Pending = deliveries.Count(delivery => delivery.State == DeliveryState.Pending),
            Succeeded = latencies.Count,
            Failed = deliveries.Count(delivery => delivery.State == DeliveryState.Failed),
            Cancelled = deliveries.Count(delivery => delivery.State == DeliveryState.Cancelled),
            LatencyP50 = Percentile(0.50),
            LatencyP95 = Percentile(0.95),
            LatencyP99 = Percentile(0.99),
        };

        // Nearest rank, as SQL's percentile_disc.
        TimeSpan? Percentile(double fraction) =>
            latencies.Count == 0 ? null : latencies[(int)Math.Ceiling(fraction * latencies.Count) - 1];
    }

    private static Page<T> Take<TStored, T>(
        IEnumerable<TStored> items, Func<TStored, long> sequence, Func<TStored, T> convert, PageRequest page)
    {
        var before = page.Before;
        var found = items.Where(item => sequence(item) < before).OrderByDescending(sequence).Take(page.Size + 1);
        return page.PageOf([.. found.Select(item => (sequence(item), convert(item)))]);
    }
}
