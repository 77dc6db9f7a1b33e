namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Keeps everything in the process's memory: for tests, and for hosts that can lose their webhooks when they stop.
/// </summary>
/// <param name="time">The store's clock.</param>
/// <param name="keepFinishedEvents">
/// How many events without a pending delivery are kept; when there are more, the oldest are forgotten, with deliveries, attempts and
/// idempotency key.
/// </param>
public sealed partial class InMemoryStore(TimeProvider time, int keepFinishedEvents = InMemoryStore.DefaultKeepFinishedEvents)
    : IDeliveryStore, IEndpointHealthStore, IDeliveryReader, IDeliveryOperations, IFailureNoticeStore, IJobStore, IInboundTriggerStore
{
    /// <summary>How many finished events are kept unless said otherwise.</summary>
    public const int DefaultKeepFinishedEvents = 1_000;

    /// <summary>It as a bundle of its parts.</summary>
    public WebhookStore ToStore() => new()
    {
        Deliveries = this,
        Health = this,
        Reader = this,
        Operations = this,
        Notices = this,
        Jobs = this,
        Triggers = this,
        IsDurable = false,
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredEvent> _events = [];
    private readonly Dictionary<string, StoredEvent> _byIdempotencyKey = [];
    private readonly Dictionary<string, StoredDelivery> _deliveries = [];
    private readonly Queue<StoredEvent> _finished = [];
    private long _lastSequence;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Dictionary<string, (string? ContentHash, string EventId)>? keys = null;
            for (var i = 0; i < events.Count; i++)
            {
                ThrowIfKeyIsTaken(events[i], ref keys);
            }

            var stored = new PublishedEvent[events.Count];
            for (var i = 0; i < stored.Length; i++)
            {
                stored[i] = Add(events[i], lease, now);
            }

            return new(stored);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            List<DeliveryResult>? late = null;
            foreach (var result in results)
            {
                var stands = _deliveries.TryGetValue(result.DeliveryId, out var delivery) && Record(delivery, result, now);
                if (!stands && result.Transition.State != DeliveryState.Pending)
                {
                    (late ??= []).Add(result);
                }
            }

            return new(late ?? (IReadOnlyList<DeliveryResult>)[]);
        }
    }

    private void ThrowIfKeyIsTaken(PublishedEvent added, ref Dictionary<string, (string? ContentHash, string EventId)>? inThisCall)
    {
        if (added.IdempotencyKey is not { } key)
        {
            return;
        }

        (string? ContentHash, string EventId) earlier = _byIdempotencyKey.TryGetValue(key, out var stored)
            ? (stored.Event.ContentHash, stored.Event.Id)
            : (inThisCall ??= []).GetValueOrDefault(key, (added.ContentHash, added.Id));
        if (earlier.ContentHash != added.ContentHash)
        {
            throw new IdempotencyConflictException(key, earlier.EventId);
        }

        (inThisCall ??= []).TryAdd(key, earlier);
    }

    private PublishedEvent Add(PublishedEvent added, FirstLease? lease, DateTimeOffset now)
    {
        if (added.IdempotencyKey is { } key && _byIdempotencyKey.TryGetValue(key, out var earlier))
        {
            return earlier.ToPublishedEvent();
        }

        var stored = new StoredEvent(added, ++_lastSequence);
        _events.Add(added.Id, stored);
        if (added.IdempotencyKey is { } newKey)
        {
            _byIdempotencyKey.Add(newKey, stored);
        }

        foreach (var delivery in added.Deliveries)
        {
            Add(delivery, stored, lease?.LengthFor(delivery.Id), now);
        }

        ForgetIfFinished(stored);
        return added;
    }

    private void Add(Delivery added, StoredEvent stored, TimeSpan? lease, DateTimeOffset now)
    {
        var delivery = new StoredDelivery(stored, added, ++_lastSequence);
        stored.Deliveries.Add(delivery);
        _deliveries.Add(delivery.Id, delivery);
        if (lease is { } length)
        {
            AddLeased(delivery, now + length);
        }
        else
        {
            AddWaiting(delivery, now);
        }
    }

    private void AddWaiting(StoredDelivery delivery, DateTimeOffset dueAt)
    {
        delivery.DueAt = dueAt;
        _pending.Add(delivery, isLeased: false);
    }

    private void AddLeased(StoredDelivery delivery, DateTimeOffset until)
    {
        delivery.DueAt = until;
        delivery.FencingToken++;
        _pending.Add(delivery, isLeased: true);
    }

    /// <returns>Whether the delivery is what the result says.</returns>
    private bool Record(StoredDelivery delivery, DeliveryResult result, DateTimeOffset now)
    {
        var verdict = result.Transition;
        var isCurrent = result.FencingToken == delivery.FencingToken;
        if (!delivery.TryRecord(result.FencingToken, result.Attempt))
        {
            return isCurrent && delivery.State == verdict.State;
        }

        if (!isCurrent || delivery.State != DeliveryState.Pending)
        {
            return false;
        }

        _pending.Remove(delivery);
        delivery.AttemptCount += verdict.CountsAttempt ? 1 : 0;
        if (verdict.State == DeliveryState.Pending)
        {
            AddWaiting(delivery, now + verdict.Delay);
            return true;
        }

        if (verdict is { State: DeliveryState.Failed, Reason: { } reason })
        {
            _notices.Add(new(delivery.EndpointId, delivery.Id, reason, now));
        }

        Settle(delivery, verdict.State, verdict.Reason, now);
        return true;
    }

    private void Settle(StoredDelivery delivery, DeliveryState state, string? reason, DateTimeOffset now)
    {
        delivery.Settle(state, reason, now);
        ForgetIfFinished(delivery.Event);
    }

    private void ForgetIfFinished(StoredEvent stored)
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

    private void Forget(StoredEvent stored)
    {
        _events.Remove(stored.Event.Id);
        foreach (var delivery in stored.Deliveries)
        {
            _deliveries.Remove(delivery.Id);
        }

        if (stored.Event.IdempotencyKey is { } key)
        {
            _byIdempotencyKey.Remove(key);
        }
    }
}
