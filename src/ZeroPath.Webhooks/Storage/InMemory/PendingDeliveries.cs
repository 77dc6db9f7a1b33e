namespace ZeroPath.Webhooks.Storage.InMemory;

/// <summary>The queue: for each endpoint two lanes, each in the order in which its deliveries fall due.</summary>
internal sealed class PendingDeliveries
{
    private readonly Dictionary<(string EndpointId, bool IsRetry), SortedSet<StoredDelivery>> _lanes = [];

    public IEnumerable<SortedSet<StoredDelivery>> Lanes => _lanes.Values;

    public StoredDelivery First(QueueLane lane) => _lanes[(lane.EndpointId, lane.IsRetry)].Min!;

    /// <summary>Whether the lane has something that is due.</summary>
    public bool HasDue(QueueLane lane, DateTimeOffset now) => _lanes.TryGetValue((lane.EndpointId, lane.IsRetry), out var queue) && queue.Min!.DueAt <= now;

    public void Add(StoredDelivery delivery)
    {
        var key = Key(delivery);
        if (!_lanes.TryGetValue(key, out var queue))
        {
            _lanes.Add(key, queue = new(StoredDelivery.ByDueTime));
        }

        queue.Add(delivery);
    }

    /// <summary>Before its due time or its attempts change.</summary>
    public void Remove(StoredDelivery delivery)
    {
        var key = Key(delivery);
        if (_lanes.TryGetValue(key, out var queue) && queue.Remove(delivery) && queue.Count == 0)
        {
            _lanes.Remove(key);
        }
    }

    private static (string EndpointId, bool IsRetry) Key(StoredDelivery delivery) => (delivery.EndpointId, delivery.AttemptCount > 0);
}
