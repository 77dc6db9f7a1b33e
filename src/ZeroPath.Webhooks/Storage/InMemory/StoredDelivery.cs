using ZeroPath.Webhooks.Deliveries;

namespace ZeroPath.Webhooks.Storage.InMemory;

internal sealed class StoredDelivery(StoredEvent @event, Delivery delivery, long sequence)
{
    /// <summary>In the order in which they fall due, and of those due at once in the order in which they were added.</summary>
    public static IComparer<StoredDelivery> ByDueTime { get; } = Comparer<StoredDelivery>.Create((one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Sequence.CompareTo(other.Sequence));

    public StoredEvent Event { get; } = @event;

    public string Id => delivery.Id;

    /// <summary>With the tokens of the leases that they were made under. Mostly one, so that an array is smaller than a list.</summary>
    public (long Token, DeliveryAttempt? Attempt)[] Results { get; private set; } = [];

    /// <summary>Orders the pending deliveries: take it out of them before it changes.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DeliveryState State { get; set; }

    public string? Reason { get; set; }

    public int AttemptCount { get; set; }

    public long FencingToken { get; private set; }

    private long Sequence { get; } = sequence;

    /// <summary>False when the lease's result was recorded before.</summary>
    public bool TryRecord(long token, DeliveryAttempt? attempt)
    {
        if (Array.Exists(Results, result => result.Token == token))
        {
            return false;
        }

        Results = [.. Results, (token, attempt)];
        return true;
    }

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
