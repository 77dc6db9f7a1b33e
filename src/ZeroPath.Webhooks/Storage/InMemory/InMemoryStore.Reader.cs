namespace ZeroPath.Webhooks.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public ValueTask<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(_events.GetValueOrDefault(eventId)?.ToPublishedEvent());
        }
    }

    /// <inheritdoc/>
    public ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(_deliveries.GetValueOrDefault(deliveryId)?.ToDelivery());
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(_deliveries.GetValueOrDefault(deliveryId) is { } delivery ? [.. delivery.Attempts] : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (_lock)
        {
            return new(Take(_events.Values.Where(stored => stored.Matches(filter)), stored => stored.Sequence, stored => stored.ToPublishedEvent(), page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(Take(Matching(filter), delivery => delivery.Sequence, delivery => delivery.ToDelivery(), page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, TimeSpan.FromSeconds(1));
        lock (_lock)
        {
            return new([.. Matching(filter)
                .Select(delivery => delivery.ToDelivery())
                .GroupBy(delivery => delivery.CreatedAt.UtcTicks / stretch.Ticks)
                .OrderBy(group => group.Key)
                .Select(group => Figures(new(group.Key * stretch.Ticks, TimeSpan.Zero), [.. group]))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var (due, inFlight) = (0L, 0L);
            foreach (var delivery in _pending.Lanes.SelectMany(lane => lane.Deliveries))
            {
                due += delivery.DueAt <= now ? 1 : 0;
                inFlight += delivery.Lease is not null && delivery.DueAt > now ? 1 : 0;
            }

            return new(new QueueDepth(due, inFlight));
        }
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> GetOldestDueAgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var next = _pending.Lanes.Min(lane => lane.First.DueAt as DateTimeOffset?);
            return new(next <= now ? now - next : null);
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

    private IEnumerable<StoredDelivery> Matching(DeliveryFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _deliveries.Values.Where(delivery => delivery.Matches(filter));
    }
}
