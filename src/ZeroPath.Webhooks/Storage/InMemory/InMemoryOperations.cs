namespace ZeroPath.Webhooks.Storage;

/// <summary>What operators do to deliveries.</summary>
internal sealed class InMemoryOperations(InMemoryState state, ResourceTable resources) : IDeliveryOperations
{
    /// <inheritdoc/>
    public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        var now = state.Due;
        lock (state.Lock)
        {
            var chosen = Oldest(filter, max, delivery => delivery.State != DeliveryState.Pending && !delivery.Event.Event.Body.IsEmpty);
            foreach (var delivery in chosen)
            {
                delivery.Reopen(state.NextSequence());
                delivery.Count(DeliveryState.Pending, attempt: null, state.Now);
                state.Pending.Add(delivery, now);
            }

            return new(chosen.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        lock (state.Lock)
        {
            var chosen = Oldest(filter, max, delivery => delivery.State == DeliveryState.Pending);
            foreach (var delivery in chosen)
            {
                state.Cancel(delivery, reason);
            }

            return new(chosen.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        var now = state.Due;
        lock (state.Lock)
        {
            var added = 0;
            foreach (var delivery in deliveries)
            {
                if (state.Events.GetValueOrDefault(delivery.EventId) is { Event.Body.IsEmpty: false } stored)
                {
                    state.Add(delivery, stored, lease: null, now);
                    added++;
                }
            }

            return new(added);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var now = state.Now;
        var touched = Purge(policy, max, now);
        return new(touched + (policy.History is { } age ? resources.ForgetActivity(now - age, max - touched) : 0));
    }

    /// <inheritdoc/>
    public ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken) => new(0);

    private int Purge(RetentionPolicy policy, int max, DateTimeOffset now)
    {
        lock (state.Lock)
        {
            var due = state.Events.Values
                .Where(stored => stored.IsFinished && stored.NeedsPurge(policy, now))
                .OrderBy(stored => stored.Sequence)
                .Take(max)
                .ToList();
            foreach (var stored in due)
            {
                if (StoredEvent.IsOver(policy.Events, stored.FinishedAt, now))
                {
                    state.Forget(stored);
                }
                else
                {
                    stored.Purge(policy, now);
                }
            }

            return due.Count;
        }
    }

    private List<StoredDelivery> Oldest(DeliveryFilter filter, int max, Func<StoredDelivery, bool> isEligible)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return [.. state.Matching(filter).Where(isEligible).OrderBy(delivery => delivery.Sequence).Take(max)];
    }
}
