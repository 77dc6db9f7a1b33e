namespace ZeroPath.Webhooks.Storage;

/// <summary>What the parts of a store share. Whoever reads or changes it holds <see cref="Lock"/>.</summary>
/// <param name="time">The store's clock.</param>
/// <param name="keepFinishedEvents">
/// How many events without a pending delivery are kept. When there are more, the oldest are forgotten, with deliveries, attempts and
/// idempotency key.
/// </param>
internal sealed class InMemoryState(TimeProvider time, int keepFinishedEvents)
{
    private readonly Queue<StoredEvent> _finished = [];
    private readonly StoreClock _clock = new(time);
    private long _lastSequence;

    public Lock Lock { get; } = new();

    public Dictionary<string, StoredEvent> Events { get; } = [];

    /// <summary>By organization and key (D44).</summary>
    public Dictionary<(string? OrganizationId, string Key), StoredEvent> ByIdempotencyKey { get; } = [];

    public Dictionary<string, StoredDelivery> Deliveries { get; } = [];

    public PendingDeliveries Pending => field ??= new(HealthOf);

    public Dictionary<string, StoredHealth> Health { get; } = [];

    /// <inheritdoc cref="StoreClock.Now"/>
    public DateTimeOffset Now => _clock.Now;

    /// <inheritdoc cref="StoreClock.Due"/>
    public DateTimeOffset Due => _clock.Due;

    public long NextSequence() => ++_lastSequence;

    /// <summary>Changes the health of an endpoint, on which the places of its lanes depend.</summary>
    public StoredHealth ChangeHealth(string endpointId, Action<StoredHealth> change)
    {
        var stored = HealthOf(endpointId);
        change(stored);
        Pending.Sort(endpointId);
        return stored;
    }

    private StoredHealth HealthOf(string endpointId)
    {
        if (!Health.TryGetValue(endpointId, out var stored))
        {
            Health.Add(endpointId, stored = new());
        }

        return stored;
    }

    public IEnumerable<StoredDelivery> Matching(DeliveryFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Deliveries.Values.Where(delivery => delivery.Matches(filter));
    }

    public void Add(Delivery added, StoredEvent stored, TimeSpan? lease, DateTimeOffset now)
    {
        var delivery = new StoredDelivery(stored, added, NextSequence());
        stored.Deliveries.Add(delivery);
        Deliveries.Add(delivery.Id, delivery);
        Pending.Add(delivery, now + (lease ?? TimeSpan.Zero), isLeased: lease is not null);
    }

    public void Settle(StoredDelivery delivery, DeliveryState state, string? reason, DateTimeOffset now)
    {
        delivery.Settle(state, reason, now);
        ForgetIfFinished(delivery.Event);
    }

    /// <summary>Cancels a delivery that is pending.</summary>
    public void Cancel(StoredDelivery delivery, string reason)
    {
        var now = Now;
        Pending.Remove(delivery);
        delivery.Count(DeliveryState.Cancelled, attempt: null, now);
        Settle(delivery, DeliveryState.Cancelled, reason, now);
    }

    public void ForgetIfFinished(StoredEvent stored)
    {
        if (!stored.IsFinished)
        {
            return;
        }

        _finished.Enqueue(stored);
        while (_finished.Count > keepFinishedEvents)
        {
            // One that was redelivered meanwhile is not finished, and comes again.
            if (_finished.Dequeue() is { IsFinished: true } oldest)
            {
                Forget(oldest);
            }
        }
    }

    public void Forget(StoredEvent stored)
    {
        if (!Events.Remove(stored.Event.Id))
        {
            // Its key may be another's by now.
            return;
        }

        foreach (var delivery in stored.Deliveries)
        {
            Deliveries.Remove(delivery.Id);
        }

        if (stored.Event.IdempotencyKey is { } key)
        {
            ByIdempotencyKey.Remove((stored.Event.OrganizationId, key));
        }
    }
}
