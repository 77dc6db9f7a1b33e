using ZeroPath.Webhooks.Deliveries;

namespace ZeroPath.Webhooks.Storage.InMemory;

internal sealed class StoredDelivery(StoredEvent @event, Delivery delivery, long sequence)
{
    /// <summary>In the order in which they fall due, and of those due at once in the order in which they were added.</summary>
    public static IComparer<StoredDelivery> ByDueTime { get; } = Comparer<StoredDelivery>.Create((one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Sequence.CompareTo(other.Sequence));

    public StoredEvent Event { get; } = @event;

    public string Id => delivery.Id;

    public List<DeliveryAttempt> Attempts { get; } = [];

    /// <summary>The tokens of the leases whose results were recorded.</summary>
    public HashSet<long> Recorded { get; } = [];

    /// <summary>Orders the pending deliveries: take it out of them before it changes.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DeliveryState State { get; set; }

    public string? Reason { get; set; }

    public int AttemptCount { get; set; }

    public long FencingToken { get; private set; }

    private long Sequence { get; } = sequence;

    public LeasedDelivery Lease() => new()
    {
        DeliveryId = delivery.Id,
        FencingToken = ++FencingToken,
        EventId = delivery.EventId,
        EventType = delivery.EventType,
        EndpointId = delivery.EndpointId,
        AttemptCount = AttemptCount,
        Body = Event.Event.Body,
    };

    public Delivery ToDelivery() => delivery with
    {
        State = State,
        Reason = Reason,
        AttemptCount = AttemptCount,
        DueAt = State == DeliveryState.Pending ? DueAt : null,
    };
}
