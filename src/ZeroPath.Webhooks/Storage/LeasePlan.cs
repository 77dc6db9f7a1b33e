namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// For stores: divides a lease among the lanes that have something due, so that every store does it alike and none looks at more rows
/// than it takes. What one lane does not use the others get in the next round.
/// </summary>
/// <example>
/// <code>
/// var plan = new LeasePlan(request);
/// // Add lanes, those of request.Known first, until the plan has enough, or there are no more.
/// while (plan.NextRound() is { Count: > 0 } shares)
/// {
///     // Lease from each lane of the round, and tell the plan how many there were: plan.CountLeased(endpointId, isRetry).
/// }
/// </code>
/// </example>
public sealed class LeasePlan
{
    /// <summary>How many deliveries at most are leased in one call because their deadline is over.</summary>
    public const int MaxExpired = 500;

    private readonly Dictionary<string, Room> _rooms = [];
    private readonly LeaseRequest _request;
    private List<Lane> _open = [];
    private int _left;
    private int _retriesLeft;

    // Lanes whose attempts may take long.
    private int _slowCount;

    // Lanes of endpoints that are off, and those of them whose attempts would take long.
    private int _offCount;
    private int _slowOffCount;
    private bool _isSorted;

    /// <summary>A plan for one lease.</summary>
    /// <param name="request">What is asked for.</param>
    public LeasePlan(LeaseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        (_request, _left, _retriesLeft, BytesLeft) = (request, request.Max, request.MaxRetries, request.MaxBytes);
    }

    /// <summary>Whether there are lanes enough. Others may have something due too; their turn comes with a later lease.</summary>
    public bool HasEnough =>
        _open.Count + _offCount - Math.Max(0L, _slowCount - _request.MaxRetries) - (2L * _request.Known.Count) >= _request.Max;

    /// <summary>Whether there are enough of those lanes whose attempts may take long.</summary>
    internal bool HasEnoughSlow =>
        _slowCount + _slowOffCount - _request.Known.Count >= Math.Min(_request.Max, _request.MaxRetries);

    /// <summary>How many bytes of bodies there is room for yet; zero or less when there is none.</summary>
    public long BytesLeft { get; private set; }

    /// <summary>
    /// How long until something is due that the request has room for, or a deadline is over: zero when it is already, null when there is
    /// nothing. No lane is looked at after one that has something to lease now.
    /// </summary>
    /// <param name="lanes">The lanes with pending deliveries, in the order in which they fall due.</param>
    /// <param name="request">What there is room for.</param>
    /// <param name="expiresIn">How long until the first deadline of those that nobody has leased; null for none.</param>
    public static TimeSpan? NextDue(IEnumerable<QueueHead> lanes, LeaseRequest request, TimeSpan? expiresIn)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(request);
        var next = expiresIn;
        foreach (var lane in lanes.TakeWhile(lane => next is null || (next > TimeSpan.Zero && lane.DueIn < next)))
        {
            if ((next is null || lane.OpenIn < next)
                && request.RoomFor(lane.EndpointId) is { Max: > 0 } room
                && (request.MaxRetries > 0 || room.IsOff || !lane.IsSlow))
            {
                next = lane.OpenIn;
            }
        }

        return next < TimeSpan.Zero ? TimeSpan.Zero : next;
    }

    /// <summary>
    /// Says that a lane has pending deliveries. Lanes that are not open yet, or have no room, are passed over. Of an endpoint that is
    /// ordered one lane stands for both.
    /// </summary>
    public void Add(QueueHead lane)
    {
        if (lane.OpenIn > TimeSpan.Zero || RoomFor(lane) is not { Max: > 0 } room)
        {
            return;
        }

        if (room.Given.IsOff)
        {
            _offCount++;
            _slowOffCount += lane.IsSlow ? 1 : 0;
            return;
        }

        if ((room.Given.IsOrdered && room[!lane.IsRetry] is not null) || room[lane.IsRetry] is not null)
        {
            return;
        }

        _slowCount += lane.IsSlow ? 1 : 0;
        _open.Add(room[lane.IsRetry] = new(lane, room));
    }

    /// <summary>The lanes to lease from next, each once; none when the lease is complete.</summary>
    public IReadOnlyList<LaneQuota> NextRound()
    {
        if (_left <= 0 || BytesLeft <= 0)
        {
            return [];
        }

        if (!_isSorted)
        {
            _isSorted = true;
            _open =
            [
                .. _open.OrderBy(lane => lane.Head.DueIn).GroupBy(lane => lane.Room.Given.Answers)
                    .SelectMany(alike => alike.Index()).OrderBy(it => it.Index).Select(it => it.Item),
            ];
        }

        // A lane that gave less than its share has no more.
        _open.RemoveAll(lane => lane.Taken < lane.Asked);

        // First attempts and retries of one endpoint share its room.
        _open.ForEach(lane => (lane.Room.Left, lane.Room.Parts) = (lane.Room.Max, 0));
        _open.ForEach(lane => lane.Room.Parts++);

        var shares = new List<LaneQuota>(_open.Count);
        var (left, retriesLeft, lanesLeft, slowLeft) = (_left, _retriesLeft, _open.Count, _open.Count(lane => lane.Head.IsSlow));
        foreach (var lane in _open)
        {
            var share = Math.Min(Share(left, lanesLeft--), Share(lane.Room.Left, lane.Room.Parts--));
            share = lane.Head.IsSlow ? Math.Min(share, Share(retriesLeft, slowLeft--)) : share;
            if (share <= 0)
            {
                continue;
            }

            left -= share;
            lane.Room.Left -= share;
            retriesLeft -= lane.Head.IsSlow ? share : 0;
            (lane.Asked, lane.Taken) = (share, 0);
            shares.Add(new(lane.Head, share, lane.Room.Given.IsOrdered));
        }

        return shares;
    }

    /// <summary>
    /// Asks whether a body fits, and counts it. For the bodies of one round the store asks in turns, one of each lane, then the second of
    /// each: long bodies of one lane leave room for the others.
    /// </summary>
    public bool TryFit(long bytes)
    {
        if (BytesLeft <= 0)
        {
            return false;
        }

        BytesLeft -= bytes;
        return true;
    }

    /// <summary>Says that a delivery of a lane of this round was leased.</summary>
    /// <returns>The lane.</returns>
    public QueueHead CountLeased(string endpointId, bool isRetry)
    {
        var lane = _rooms[endpointId][isRetry]!;
        lane.Taken++;
        lane.Room.Max--;
        _left--;
        _retriesLeft -= lane.Head.IsSlow ? 1 : 0;
        return lane.Head;
    }

    /// <summary>An endpoint that is held, and no longer for now, gets one probe; one that is ordered gets one at a time.</summary>
    private Room RoomFor(QueueHead lane)
    {
        if (!_rooms.TryGetValue(lane.EndpointId, out var room))
        {
            var given = _request.RoomFor(lane.EndpointId);
            var isOne = lane.HeldFor is not null || given.IsOrdered;
            _rooms.Add(lane.EndpointId, room = new(given) { Max = isOne ? Math.Min(1, given.Max) : given.Max });
        }

        return room;
    }

    private static int Share(int amount, int parts) => (int)((amount + (long)parts - 1) / parts);

    /// <summary>What there is room for of one endpoint, and its lanes.</summary>
    private sealed class Room(EndpointRoom given)
    {
        private Lane? _first;
        private Lane? _retries;

        public EndpointRoom Given { get; } = given;

        public int Max { get; set; }

        /// <summary>What the lanes of this round have not been given yet.</summary>
        public int Left { get; set; }

        /// <summary>How many lanes of this round have not been given any.</summary>
        public int Parts { get; set; }

        public Lane? this[bool isRetry]
        {
            get => isRetry ? _retries : _first;
            set => _ = isRetry ? _retries = value : _first = value;
        }
    }

    private sealed class Lane(QueueHead head, Room room)
    {
        public QueueHead Head { get; } = head;

        public Room Room { get; } = room;

        public int Asked { get; set; }

        public int Taken { get; set; }
    }
}
