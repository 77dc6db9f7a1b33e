namespace ZeroPath.Webhooks.Storage;

/// <summary>What is pending in one lane.</summary>
/// <param name="health">The endpoint's.</param>
internal sealed class PendingQueue(StoredHealth health)
{
    private int _leased;

    /// <summary>What nobody has leased, in the order in which it falls due.</summary>
    public SortedSet<StoredDelivery> Waiting { get; } = new(StoredDelivery.ByDueTime);

    /// <summary>Until when something is leased at the latest; null when nothing is.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }

    public bool IsEmpty => Waiting.Count + _leased == 0;

    public StoredHealth Health { get; } = health;

    /// <summary>Where it stands among the others; null when nothing waits in it.</summary>
    public LanePlace? Place { get; set; }

    /// <summary>Where it belongs; null when nothing waits in it.</summary>
    public LanePlace? ToPlace()
    {
        if (Waiting.Min is not { } first)
        {
            return null;
        }

        var openAt = Health.HeldUntil is { } until && until > first.DueAt ? until : first.DueAt;
        return new(openAt, first.Sequence, IsSlow: first.AttemptCount > 0 || Health.FailureStreak > 0);
    }

    public IEnumerable<StoredDelivery> Due(DateTimeOffset now) => Waiting.TakeWhile(delivery => delivery.DueAt <= now);

    public void CountLease(DateTimeOffset until)
    {
        _leased++;
        LeasedUntil = LeasedUntil > until ? LeasedUntil : until;
    }

    public void CountEnd() => LeasedUntil = --_leased == 0 ? null : LeasedUntil;
}
