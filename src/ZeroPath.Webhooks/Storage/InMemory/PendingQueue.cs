namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// What is pending in one lane, in the order in which it falls due. What is leased is kept apart: leases end in the order in which they
/// began, so that a list does for it, and mostly it leaves before.
/// </summary>
/// <param name="health">The endpoint's.</param>
internal sealed class PendingQueue(StoredHealth health)
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

    public StoredHealth Health { get; } = health;

    /// <summary>Where it stands among the others; null when it is empty.</summary>
    public LanePlace? Place { get; set; }

    /// <summary>Where it belongs; null when it is empty.</summary>
    public LanePlace? ToPlace()
    {
        if (IsEmpty)
        {
            return null;
        }

        var first = First;
        var openAt = Health.HeldUntil is { } until && until > first.DueAt ? until : first.DueAt;
        return new(openAt, first.Sequence, IsSlow: first.AttemptCount > 0 || Health.FailureStreak > 0);
    }

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
