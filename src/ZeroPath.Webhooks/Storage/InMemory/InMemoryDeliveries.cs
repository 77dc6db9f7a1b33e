namespace ZeroPath.Webhooks.Storage;

/// <summary>The queue of deliveries.</summary>
internal sealed class InMemoryDeliveries(InMemoryState state, InMemoryJobs jobs) : IDeliveryStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            Dictionary<(string?, string), (string? ContentHash, string EventId)>? keys = null;
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
    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            state.Pending.EndLeases(now);
            var until = now + request.Length;
            var leased = state.Pending.Expiring.TakeWhile(delivery => delivery.Deadline <= now).Take(LeasePlan.MaxExpired).ToList()
                .ConvertAll(delivery => Lease(delivery, HeadOf(delivery, now, health: null), now, until));
            var plan = new LeasePlan(request);
            var quick = state.Pending.Quick.TakeWhile(lane => lane.Place?.OpenAt <= now && !plan.HasEnough);
            var slow = state.Pending.Slow.TakeWhile(lane => lane.Place?.OpenAt <= now && !plan.HasEnoughSlow);
            var known = request.Known.SelectMany(state.Pending.LanesOf).Where(lane => lane.Place is not null);
            foreach (var lane in known.Concat(quick).Concat(slow))
            {
                plan.Add(HeadOf(lane, lane.Waiting.Min!, request, now));
            }

            while (plan.NextRound() is { Count: > 0 } shares)
            {
                // In turns, so that long bodies of one leave room for the others.
                var open = shares.ToList();
                for (var turn = 0; open.Count > 0; turn++)
                {
                    open.RemoveAll(share => turn == share.Count || !TryLease(share.Lane, share.IsOrdered));
                }
            }

            return new(leased);

            bool TryLease(QueueHead lane, bool isOrdered)
            {
                var first = isOrdered
                    ? state.Pending.FirstInRow(lane.EndpointId, now)
                    : state.Pending.FirstDue(lane, now);
                if (first is null || !plan.TryFit(first.Event.Event.Body.Length))
                {
                    return false;
                }

                plan.CountLeased(lane.EndpointId, lane.IsRetry);
                if (lane.HeldFor is not null)
                {
                    state.ChangeHealth(lane.EndpointId, health => health.Probe(until));
                }

                leased.Add(Lease(first, lane, now, until));
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            List<DeliveryResult>? late = null;
            foreach (var result in results)
            {
                var stands = state.Deliveries.TryGetValue(result.DeliveryId, out var delivery) && Record(delivery, result);
                if (!stands && result.Transition.State != DeliveryState.Pending)
                {
                    (late ??= []).Add(result);
                }
            }

            return new(late ?? (IReadOnlyList<DeliveryResult>)[]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> CancelDueAsync(IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            state.Pending.EndLeases(now);
            var due = reasons.Keys.SelectMany(state.Pending.LanesOf).SelectMany(lane => lane.Due(now)).Take(max).ToList();
            due.ForEach(delivery => state.Cancel(delivery, reasons[delivery.EndpointId]));
            return new(due.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            state.Pending.EndLeases(now);
            var next = state.Pending.Expiring.FirstOrDefault()?.Deadline - now;
            foreach (var lanes in (IEnumerable<PendingQueue>[])[state.Pending.Quick, state.Pending.Slow])
            {
                next = LeasePlan.NextDue(lanes.Select(lane => HeadOf(lane, lane.Waiting.Min!, request, now)), request, next);
            }

            var leases = state.Pending.Leases.Select(delivery => HeadOf(state.Pending.LaneOf(delivery), delivery, request, now));
            return new(LeasePlan.NextDue(leases, request, next));
        }
    }

    private void ThrowIfKeyIsTaken(
        PublishedEvent added, ref Dictionary<(string?, string), (string? ContentHash, string EventId)>? inThisCall)
    {
        if (added.IdempotencyKey is not { } key)
        {
            return;
        }

        var scoped = (added.OrganizationId, key);
        (string? ContentHash, string EventId) earlier = state.ByIdempotencyKey.TryGetValue(scoped, out var stored)
            ? (stored.Event.ContentHash, stored.Event.Id)
            : (inThisCall ??= []).GetValueOrDefault(scoped, (added.ContentHash, added.Id));
        if (earlier.ContentHash != added.ContentHash)
        {
            throw new IdempotencyConflictException(key, earlier.EventId);
        }

        (inThisCall ??= []).TryAdd(scoped, earlier);
    }

    private PublishedEvent Add(PublishedEvent added, FirstLease? lease, DateTimeOffset now)
    {
        if (added.IdempotencyKey is { } key && state.ByIdempotencyKey.TryGetValue((added.OrganizationId, key), out var earlier))
        {
            return earlier.ToPublishedEvent();
        }

        var stored = new StoredEvent(added, state.NextSequence());
        state.Events.Add(added.Id, stored);
        if (added.IdempotencyKey is { } newKey)
        {
            state.ByIdempotencyKey.Add((added.OrganizationId, newKey), stored);
        }

        foreach (var delivery in added.Deliveries)
        {
            state.Add(delivery, stored, lease?.LengthFor(delivery.Id), now);
        }

        state.ForgetIfFinished(stored);
        return added;
    }

    /// <returns>Whether the delivery is what the result says.</returns>
    private bool Record(StoredDelivery delivery, DeliveryResult result)
    {
        var verdict = result.Transition;
        var isCurrent = result.FencingToken == delivery.FencingToken;
        if (!delivery.TryRecord(result.FencingToken, result.Attempt))
        {
            return isCurrent && delivery.State == delivery.EndOf(verdict.State);
        }

        if (!isCurrent || delivery.State != DeliveryState.Pending)
        {
            return false;
        }

        state.Pending.Remove(delivery);
        delivery.AttemptCount += verdict.CountsAttempt ? 1 : 0;
        if (result.Attempt is not null || verdict.State != DeliveryState.Pending)
        {
            delivery.Count(verdict.State, result.Attempt, state.Now);
        }

        if (verdict.State == DeliveryState.Pending)
        {
            state.Pending.Add(delivery, state.Due + verdict.Delay);
            return true;
        }

        if (verdict is { State: DeliveryState.Failed, Reason: { } reason })
        {
            jobs.Add(FailureNoticeJob.OfDelivery(delivery.Id, reason, result.Attempt, state.Now) with { Subject = delivery.EndpointId });
        }

        state.Settle(delivery, verdict.State, verdict.Reason, state.Now);
        return true;
    }

    private QueueHead HeadOf(PendingQueue lane, StoredDelivery first, LeaseRequest request, DateTimeOffset now)
    {
        var id = first.EndpointId;
        return HeadOf(first, now, lane.Health) with
        {
            BlockedFor = request.RoomFor(id).IsOrdered ? state.Pending.BlockedFor(id, now) : null,
        };
    }

    private static QueueHead HeadOf(StoredDelivery first, DateTimeOffset now, StoredHealth? health) => new(
        first.EndpointId, first.AttemptCount > 0, first.DueAt - now, health?.HeldUntil - now, health?.FailureStreak ?? 0);

    private LeasedDelivery Lease(StoredDelivery delivery, QueueHead lane, DateTimeOffset now, DateTimeOffset until)
    {
        var dueFor = now - delivery.DueAt;
        state.Pending.Lease(delivery, until);
        return delivery.ToLeased(lane, dueFor, delivery.Deadline - now);
    }
}
