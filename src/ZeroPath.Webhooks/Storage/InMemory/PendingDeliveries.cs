namespace ZeroPath.Webhooks.Storage;

/// <summary>The queue: for each endpoint two lanes, one of first attempts and one of retries.</summary>
/// <param name="healthOf">The health of an endpoint, by its id.</param>
internal sealed class PendingDeliveries(Func<string, StoredHealth> healthOf)
{
    private readonly Dictionary<(string EndpointId, bool IsRetry), PendingQueue> _lanes = [];

    private readonly SortedSet<PendingQueue> _quick = new(ByPlace);
    private readonly SortedSet<PendingQueue> _slow = new(ByPlace);

    // Of all lanes, in the order in which the leases end. They end in the order in which they began, so that a list does for it, and mostly
    // a delivery leaves before.
    private readonly LinkedList<StoredDelivery> _leases = [];

    private readonly SortedSet<StoredDelivery> _withDeadline = new(StoredDelivery.ByDeadline);

    /// <summary>Of endpoints that are ordered, those deliveries that have been found due in it, by their places.</summary>
    private readonly Dictionary<string, SortedSet<StoredDelivery>> _rows = [];

    /// <summary>
    /// Those in which something waits whose attempts may not take long, in the order in which they can be leased from.
    /// </summary>
    public IEnumerable<PendingQueue> Quick => _quick;

    /// <summary>Those in which something waits whose attempts may take long, in the order in which they can be leased from.</summary>
    public IEnumerable<PendingQueue> Slow => _slow;

    /// <summary>What is leased, in the order in which the leases end.</summary>
    public IEnumerable<StoredDelivery> Leases => _leases;

    private static Comparer<PendingQueue> ByPlace { get; } = Comparer<PendingQueue>.Create((one, other) =>
        (one.Place!.Value.OpenAt, one.Place.Value.Sequence).CompareTo((other.Place!.Value.OpenAt, other.Place.Value.Sequence)));

    /// <summary>Those of one endpoint with something in them.</summary>
    public IEnumerable<PendingQueue> LanesOf(string endpointId)
    {
        if (_lanes.TryGetValue((endpointId, false), out var first))
        {
            yield return first;
        }

        if (_lanes.TryGetValue((endpointId, true), out var retries))
        {
            yield return retries;
        }
    }

    /// <summary>
    /// The first of the row of an endpoint that is ordered; null when it is empty. Only then do those come into it that are due: whatever
    /// was added after one of the row stands behind it.
    /// </summary>
    public StoredDelivery? FirstInRow(string endpointId, DateTimeOffset now)
    {
        if (!_rows.TryGetValue(endpointId, out var row))
        {
            foreach (var delivery in LanesOf(endpointId).SelectMany(lane => lane.Due(now)))
            {
                delivery.IsInRow = true;
                AddToRow(delivery);
            }

            row = _rows.GetValueOrDefault(endpointId);
        }

        return row?.Min;
    }

    /// <summary>How long yet nothing can be leased of an endpoint that is ordered; zero or less when something can be.</summary>
    public TimeSpan BlockedFor(string endpointId, DateTimeOffset now)
    {
        var until = LanesOf(endpointId).Select(lane => lane.LeasedUntil).Append(FirstInRow(endpointId, now)?.DueAt).Max();
        return until - now ?? TimeSpan.Zero;
    }

    /// <summary>The first of the lane; null when nothing in it is due.</summary>
    public StoredDelivery? FirstDue(QueueHead lane, DateTimeOffset now) =>
        _lanes.TryGetValue((lane.EndpointId, lane.IsRetry), out var pending) && pending.Waiting.Min is { } first && first.DueAt <= now
            ? first : null;

    /// <summary>Those with a deadline that nobody has leased, by deadline.</summary>
    public IEnumerable<StoredDelivery> Expiring => _withDeadline.Count == 0 ? [] : _withDeadline.Where(delivery => delivery.Lease is null);

    public PendingQueue LaneOf(StoredDelivery delivery) => _lanes[Key(delivery)];

    /// <summary>Before what is due is asked for: what was leased for so long that its lease is over waits again.</summary>
    public void EndLeases(DateTimeOffset now)
    {
        while (_leases.First?.Value is { } delivery && delivery.DueAt <= now)
        {
            var lane = LaneOf(delivery);
            EndLease(delivery, lane);
            lane.Waiting.Add(delivery);
            Sort(lane);
        }
    }

    /// <summary>Leases one that waits.</summary>
    public void Lease(StoredDelivery delivery, DateTimeOffset until)
    {
        var lane = LaneOf(delivery);
        lane.Waiting.Remove(delivery);
        BeginLease(delivery, lane, until);
        Sort(lane);
    }

    /// <param name="delivery">The delivery.</param>
    /// <param name="dueAt">When it is due; of one that is leased, when its lease ends.</param>
    /// <param name="isLeased">Whether it is leased at once.</param>
    public void Add(StoredDelivery delivery, DateTimeOffset dueAt, bool isLeased = false)
    {
        if (delivery.Deadline is not null)
        {
            _withDeadline.Add(delivery);
        }

        if (delivery.IsInRow)
        {
            AddToRow(delivery);
        }

        var key = Key(delivery);
        if (!_lanes.TryGetValue(key, out var lane))
        {
            _lanes.Add(key, lane = new(healthOf(delivery.EndpointId)));
        }

        if (isLeased)
        {
            BeginLease(delivery, lane, dueAt);
            return;
        }

        delivery.DueAt = dueAt;
        lane.Waiting.Add(delivery);
        Sort(lane);
    }

    /// <summary>Before its due time or its attempts change.</summary>
    public void Remove(StoredDelivery delivery)
    {
        if (delivery.Deadline is not null)
        {
            _withDeadline.Remove(delivery);
        }

        if (delivery.IsInRow && _rows.TryGetValue(delivery.EndpointId, out var row) && row.Remove(delivery) && row.Count == 0)
        {
            _rows.Remove(delivery.EndpointId);
        }

        var key = Key(delivery);
        if (_lanes.TryGetValue(key, out var lane))
        {
            if (delivery.Lease is not null)
            {
                EndLease(delivery, lane);
            }
            else
            {
                lane.Waiting.Remove(delivery);
                Sort(lane);
            }

            if (lane.IsEmpty)
            {
                _lanes.Remove(key);
            }
        }
    }

    /// <summary>After the health of an endpoint has changed.</summary>
    public void Sort(string endpointId)
    {
        foreach (var lane in LanesOf(endpointId))
        {
            Sort(lane);
        }
    }

    private void BeginLease(StoredDelivery delivery, PendingQueue lane, DateTimeOffset until)
    {
        delivery.DueAt = until;
        delivery.FencingToken++;

        // Only when leases differ in length is it not the last.
        var before = _leases.Last;
        while (before is not null && StoredDelivery.ByDueTime.Compare(before.Value, delivery) > 0)
        {
            before = before.Previous;
        }

        delivery.Lease = before is null ? _leases.AddFirst(delivery) : _leases.AddAfter(before, delivery);
        lane.CountLease(until);
    }

    private void EndLease(StoredDelivery delivery, PendingQueue lane)
    {
        _leases.Remove(delivery.Lease!);
        delivery.Lease = null;
        lane.CountEnd();
    }

    private void AddToRow(StoredDelivery delivery)
    {
        if (!_rows.TryGetValue(delivery.EndpointId, out var row))
        {
            _rows.Add(delivery.EndpointId, row = new(StoredDelivery.ByPlace));
        }

        row.Add(delivery);
    }

    /// <summary>After something came into the lane or left it.</summary>
    private void Sort(PendingQueue lane)
    {
        var place = lane.ToPlace();
        if (place == lane.Place)
        {
            return;
        }

        if (lane.Place is { } before)
        {
            Among(before).Remove(lane);
        }

        lane.Place = place;
        if (place is { } now)
        {
            Among(now).Add(lane);
        }
    }

    private SortedSet<PendingQueue> Among(LanePlace place) => place.IsSlow ? _slow : _quick;

    private static (string EndpointId, bool IsRetry) Key(StoredDelivery delivery) => (delivery.EndpointId, delivery.AttemptCount > 0);
}
