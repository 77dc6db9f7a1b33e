namespace ZeroPath.Webhooks.Storage;

public sealed partial class InMemoryStore
{
    private readonly PendingDeliveries _pending = new();
    private readonly SortedDictionary<string, StoredHealth> _health = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var leased = new List<LeasedDelivery>();
            var plan = new LeasePlan(Lanes(now), request);
            while (plan.NextRound() is { Count: > 0 } shares)
            {
                foreach (var (lane, count) in shares)
                {
                    for (var left = count; left > 0 && _pending.HasDue(lane, now); left--)
                    {
                        plan.Took(lane.EndpointId, lane.IsRetry);
                        leased.Add(Lease(lane, now, now + request.Length));
                    }
                }
            }

            return new(leased);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return new(LeasePlan.NextDue(Lanes(now), request));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(IReadOnlyList<HealthSample> observations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observations);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var health = new List<EndpointHealth>(observations.Count);
            foreach (var seen in observations)
            {
                var stored = HealthOf(seen.EndpointId);
                stored.Observe(seen, now);
                health.Add(stored.ToHealth(seen.EndpointId, now)!);
            }

            return new(health);
        }
    }

    /// <inheritdoc/>
    public ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            HealthOf(endpointId).Hold(now + length);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return new(_health
                .Where(item => endpointIds?.Contains(item.Key) != false)
                .Select(item => item.Value.ToHealth(item.Key, now))
                .OfType<EndpointHealth>()
                .ToList());
        }
    }

    private StoredHealth HealthOf(string endpointId)
    {
        if (!_health.TryGetValue(endpointId, out var stored))
        {
            _health.Add(endpointId, stored = new());
        }

        return stored;
    }

    private IEnumerable<QueueHead> Lanes(DateTimeOffset now)
    {
        foreach (var lane in _pending.Lanes)
        {
            var first = lane.First;
            var health = _health.GetValueOrDefault(first.EndpointId);
            yield return new(first.EndpointId, first.AttemptCount > 0, first.DueAt - now, health?.HeldUntil - now, health?.FailureStreak ?? 0);
        }
    }

    private LeasedDelivery Lease(QueueHead lane, DateTimeOffset now, DateTimeOffset until)
    {
        if (lane.HeldFor is not null)
        {
            _health[lane.EndpointId].Probe(until);
        }

        var delivery = _pending.First(lane);
        var dueFor = now - delivery.DueAt;
        _pending.Remove(delivery);
        AddLeased(delivery, until);
        return delivery.ToLeased(lane, dueFor);
    }
}
