namespace ZeroPath.Webhooks.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var chosen = Oldest(filter, max, delivery => delivery.State != DeliveryState.Pending && !delivery.Event.Event.Body.IsEmpty);
            foreach (var delivery in chosen)
            {
                delivery.Reopen();
                AddWaiting(delivery, now);
            }

            return new(chosen.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var chosen = Oldest(filter, max, delivery => delivery.State == DeliveryState.Pending);
            foreach (var delivery in chosen)
            {
                _pending.Remove(delivery);
                Settle(delivery, DeliveryState.Cancelled, reason, now);
            }

            return new(chosen.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var added = 0;
            foreach (var delivery in deliveries)
            {
                if (_events.GetValueOrDefault(delivery.EventId) is { Event.Body.IsEmpty: false } stored)
                {
                    Add(delivery, stored, lease: null, now);
                    added++;
                }
            }

            return new(added);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var due = _events.Values
                .Where(stored => stored.IsFinished && stored.NeedsPurge(policy, now))
                .OrderBy(stored => stored.Sequence)
                .Take(max)
                .ToList();
            foreach (var stored in due)
            {
                if (StoredEvent.IsOver(policy.Events, stored.FinishedAt, now))
                {
                    Forget(stored);
                }
                else
                {
                    stored.Purge(policy, now);
                }
            }

            return new(due.Count);
        }
    }

    private List<StoredDelivery> Oldest(DeliveryFilter filter, int max, Func<StoredDelivery, bool> isEligible)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return [.. Matching(filter).Where(isEligible).OrderBy(delivery => delivery.Sequence).Take(max)];
    }
}
