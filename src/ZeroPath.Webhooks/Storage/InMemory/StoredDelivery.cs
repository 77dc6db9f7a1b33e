namespace ZeroPath.Webhooks.Storage;

internal sealed class StoredDelivery(StoredEvent @event, Delivery delivery, long sequence)
{
    private bool _isReopened;

    /// <summary>In the order in which they fall due, and of those due at once in the order in which they were added.</summary>
    public static IComparer<StoredDelivery> ByDueTime { get; } = Comparer<StoredDelivery>.Create((one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Sequence.CompareTo(other.Sequence));

    public static IComparer<StoredDelivery> ByDeadline { get; } = Comparer<StoredDelivery>.Create((one, other) =>
        one.Deadline != other.Deadline
            ? Nullable.Compare(one.Deadline, other.Deadline)
            : one.Sequence.CompareTo(other.Sequence));

    public static IComparer<StoredDelivery> ByPlace { get; } =
        Comparer<StoredDelivery>.Create((one, other) => one.Place.CompareTo(other.Place));

    public StoredEvent Event { get; } = @event;

    public string Id => delivery.Id;

    public string EndpointId => delivery.EndpointId;

    /// <summary>With the tokens of the leases that they were made under. Mostly one, so that an array is smaller than a list.</summary>
    private (long Token, DeliveryAttempt? Attempt)[] Ended { get; set; } = [];

    /// <summary>Orders the pending deliveries: take it out of them before this changes, or <see cref="AttemptCount"/>.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>While it is pending, and unless it was sent again.</summary>
    public DateTimeOffset? Deadline => _isReopened ? null : delivery.Deadline;

    public DeliveryState State { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>
    /// Whether it had succeeded before it was last sent again. When that is cancelled, it has succeeded as before (D45).
    /// </summary>
    public bool WasSuccess { get; private set; }

    public int AttemptCount { get; set; }

    public long FencingToken { get; set; }

    /// <summary>Its place among the leased ones, until <see cref="DueAt"/>; null when it is not leased.</summary>
    public LinkedListNode<StoredDelivery>? Lease { get; set; }

    public long Sequence { get; } = sequence;

    /// <summary>Its place in the row of an ordered endpoint: behind all that were added or sent again before it.</summary>
    public long Place { get; private set; } = sequence;

    /// <summary>Whether it is in its endpoint's row: take it out of the pending ones before this changes.</summary>
    public bool IsInRow { get; set; }

    public IEnumerable<DeliveryAttempt> Attempts => Ended.Select(result => result.Attempt).OfType<DeliveryAttempt>();

    public void ForgetAttempts() => Ended = [];

    /// <summary>False when the lease's result was recorded before.</summary>
    public bool TryRecord(long token, DeliveryAttempt? attempt)
    {
        foreach (var (earlier, _) in Ended)
        {
            if (earlier == token)
            {
                return false;
            }
        }

        Ended = [.. Ended, (token, attempt)];
        return true;
    }

    /// <summary>What came of it so far, as it was counted when it was recorded. Mostly one, as with the attempts.</summary>
    public ResultCount[] Results { get; private set; } = [];

    /// <summary>Counts what a lease or an operator's change was to come to, whether or not a success from before stands (D45).</summary>
    public void Count(DeliveryState state, DeliveryAttempt? attempt, DateTimeOffset now)
    {
        Results =
        [
            .. Results,
            new(
                EndpointId,
                ResultCount.Begin(now, TimeSpan.FromMinutes(1)),
                Math.Min(attempt?.Number ?? 0, AttemptFigures.MaxNumber),
                attempt?.Outcome,
                state,
                state == DeliveryState.Succeeded ? ResultCount.ClassOf(now - delivery.CreatedAt) : null,
                1),
        ];
    }

    public LeasedDelivery ToLeased(QueueHead lane, TimeSpan dueFor, TimeSpan? expiresIn) => new()
    {
        DeliveryId = delivery.Id,
        FencingToken = FencingToken,
        EventId = delivery.EventId,
        EventType = delivery.EventType,
        EndpointId = delivery.EndpointId,
        AttemptCount = AttemptCount,
        FailureStreak = lane.FailureStreak,
        IsProbe = lane.HeldFor is not null,
        DueFor = dueFor,
        ExpiresIn = expiresIn,
        TraceParent = Event.Event.TraceParent,
        Body = expiresIn <= TimeSpan.Zero ? default : Event.Event.Body,
    };

    public void Settle(DeliveryState state, string? reason, DateTimeOffset now) =>
        (State, Reason, SettledAt) = (EndOf(state), EndOf(state) == state ? reason : null, now);

    /// <summary>What it comes to when it is to be settled so.</summary>
    public DeliveryState EndOf(DeliveryState state) =>
        state == DeliveryState.Cancelled && WasSuccess ? DeliveryState.Succeeded : state;

    /// <summary>A lease from before is void.</summary>
    /// <param name="place">Its new place: at the end.</param>
    public void Reopen(long place)
    {
        (Place, IsInRow) = (place, false);
        _isReopened = true;
        WasSuccess = State == DeliveryState.Succeeded;
        (State, Reason, SettledAt, AttemptCount) = (DeliveryState.Pending, null, null, 0);
        FencingToken++;
    }

    public bool Matches(DeliveryFilter filter) =>
        (filter.DeliveryId is null || filter.DeliveryId == Id)
        && (filter.EventId is null || filter.EventId == delivery.EventId)
        && (filter.State is null || filter.State == State)
        && (filter.EndpointId is null || filter.EndpointId == delivery.EndpointId)
        && filter.EndpointIds?.Contains(delivery.EndpointId) != false
        && (filter.EventType is null || filter.EventType == delivery.EventType)
        && (filter.OrganizationId is null || filter.OrganizationId == Event.Event.OrganizationId)
        && (filter.RepositoryId is null || filter.RepositoryId == Event.Event.RepositoryId)
        && !(delivery.CreatedAt < filter.From)
        && !(delivery.CreatedAt >= filter.To)
        && (filter.SettledBefore is null || SettledAt < filter.SettledBefore);

    public Delivery ToDelivery() => delivery with
    {
        State = State,
        Reason = Reason,
        AttemptCount = AttemptCount,
        SettledAt = SettledAt,
        DueAt = State == DeliveryState.Pending ? DueAt : null,
        Deadline = State == DeliveryState.Pending ? Deadline : null,
    };
}
