namespace ZeroPath.Webhooks.Storage;

/// <summary>The queue: for each endpoint two lanes, one of first attempts and one of retries.</summary>
internal sealed class PendingDeliveries
{
    private readonly Dictionary<(string EndpointId, bool IsRetry), PendingQueue> _lanes = [];

    private readonly SortedSet<PendingQueue> _byDueTime =
        new(Comparer<PendingQueue>.Create((one, other) => StoredDelivery.ByDueTime.Compare(one.Head, other.Head)));

    private readonly SortedSet<StoredDelivery> _withDeadline = new(StoredDelivery.ByDeadline);

    /// <summary>Those with something in them, in the order in which it falls due.</summary>
    public IEnumerable<PendingQueue> Lanes => _byDueTime;

    public StoredDelivery First(QueueHead lane) => _lanes[(lane.EndpointId, lane.IsRetry)].First;

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

    /// <summary>Whether the lane has something that is due.</summary>
    public bool HasDue(QueueHead lane, DateTimeOffset now) =>
        _lanes.TryGetValue((lane.EndpointId, lane.IsRetry), out var pending) && pending.First.DueAt <= now;

    /// <summary>Those with a deadline that nobody has leased, by deadline.</summary>
    public IEnumerable<StoredDelivery> Expiring(DateTimeOffset now) =>
        _withDeadline.Count == 0 ? [] : _withDeadline.Where(delivery => delivery.Lease is null || delivery.DueAt <= now);

    public void Add(StoredDelivery delivery, bool isLeased)
    {
        if (delivery.Deadline is not null)
        {
            _withDeadline.Add(delivery);
        }

        var key = Key(delivery);
        if (!_lanes.TryGetValue(key, out var lane))
        {
            _lanes.Add(key, lane = new());
        }

        lane.Add(delivery, isLeased);
        Sort(lane);
    }

    /// <summary>Before its due time or its attempts change.</summary>
    public void Remove(StoredDelivery delivery)
    {
        if (delivery.Deadline is not null)
        {
            _withDeadline.Remove(delivery);
        }

        var key = Key(delivery);
        if (_lanes.TryGetValue(key, out var lane))
        {
            lane.Remove(delivery);
            Sort(lane);
            if (lane.IsEmpty)
            {
                _lanes.Remove(key);
            }
        }
    }

    /// <summary>After something came into the lane or left it.</summary>
    private void Sort(PendingQueue lane)
    {
        var first = lane.IsEmpty ? null : lane.First;
        if (ReferenceEquals(first, lane.Head))
        {
            return;
        }

        if (lane.Head is not null)
        {
            _byDueTime.Remove(lane);
        }

        lane.Head = first;
        if (first is not null)
        {
            _byDueTime.Add(lane);
        }
    }

    private static (string EndpointId, bool IsRetry) Key(StoredDelivery delivery) => (delivery.EndpointId, delivery.AttemptCount > 0);
}
