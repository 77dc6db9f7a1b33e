namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// What is pending in one lane, in the order in which it falls due. What is leased is kept apart: leases end in the order in which they
/// began, so that a list does for it, and mostly it leaves before.
/// </summary>
internal sealed class PendingQueue
{
    private static readonly IComparer<StoredDelivery> ByDueTime = StoredDelivery.ByDueTime;

    private readonly SortedSet<StoredDelivery> _waiting = new(ByDueTime);
    private readonly LinkedList<StoredDelivery> _leased = [];

    public bool IsEmpty => _waiting.Count + _leased.Count == 0;

    public IEnumerable<StoredDelivery> Deliveries => _waiting.Concat(_leased);

    /// <summary>What falls due first. There must be something.</summary>
    public StoredDelivery First => (_waiting.Min, _leased.First?.Value) switch
    {
        ({ } waiting, { } leased) => ByDueTime.Compare(waiting, leased) < 0 ? waiting : leased,
        var (waiting, leased) => (waiting ?? leased)!,
    };

    /// <summary>Until when the lease that ends last lasts; null when nothing is leased.</summary>
    public DateTimeOffset? LeasedUntil => _leased.Last?.Value.DueAt;

    /// <summary>What it is sorted by among the others.</summary>
    public StoredDelivery? Head { get; set; }

    public IEnumerable<StoredDelivery> Due(DateTimeOffset now) =>
        _waiting.TakeWhile(delivery => delivery.DueAt <= now).Concat(_leased.TakeWhile(delivery => delivery.DueAt <= now));

    public void Add(StoredDelivery delivery, bool isLeased)
    {
        if (!isLeased)
        {
            _waiting.Add(delivery);
            return;
        }

        // Only when leases differ in length is it not the last.
        var before = _leased.Last;
        while (before is not null && ByDueTime.Compare(before.Value, delivery) > 0)
        {
            before = before.Previous;
        }

        delivery.Lease = before is null ? _leased.AddFirst(delivery) : _leased.AddAfter(before, delivery);
    }

    public void Remove(StoredDelivery delivery)
    {
        if (delivery.Lease is { } lease)
        {
            _leased.Remove(lease);
            delivery.Lease = null;
        }
        else
        {
            _waiting.Remove(delivery);
        }
    }
}
