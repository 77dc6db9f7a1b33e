using System.Runtime.InteropServices;

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

    private readonly Dictionary<(string EndpointId, bool IsRetry), (QueueHead Lane, int Asked, int Taken)> _lanes = [];
    private readonly Dictionary<string, EndpointRoom> _rooms = [];
    private readonly LeaseRequest _request;
    private List<QueueHead> _open = [];
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

        if (room.IsOff)
        {
            _offCount++;
            _slowOffCount += lane.IsSlow ? 1 : 0;
            return;
        }

        if ((room.IsOrdered && _lanes.ContainsKey((lane.EndpointId, !lane.IsRetry)))
            || !_lanes.TryAdd((lane.EndpointId, lane.IsRetry), (lane, 0, 0)))
        {
            return;
        }

        _slowCount += lane.IsSlow ? 1 : 0;
        _open.Add(lane);
    }

    /// <summary>The lanes to lease from next, each once; none when the lease is complete.</summary>
    public IReadOnlyList<LaneQuota> NextRound()
    {
        if (BytesLeft <= 0)
        {
            return [];
        }

        if (!_isSorted)
        {
            _isSorted = true;
            _open =
            [
                .. _open.OrderBy(lane => lane.DueIn).GroupBy(lane => _rooms[lane.EndpointId].Answers)
                    .SelectMany(alike => alike.Index()).OrderBy(it => it.Index).Select(it => it.Item),
            ];
        }

        // A lane that gave less than its share has no more.
        _open = _open.FindAll(lane => _lanes[(lane.EndpointId, lane.IsRetry)] is var (_, asked, taken) && taken >= asked);
        var shares = new List<LaneQuota>();
        var (left, retriesLeft, lanesLeft, slowLeft) = (_left, _retriesLeft, _open.Count, _open.Count(lane => lane.IsSlow));

        // First attempts and retries of one endpoint share its room.
        var rooms = _open.CountBy(lane => lane.EndpointId)
            .ToDictionary(lanes => lanes.Key, lanes => (Left: _rooms[lanes.Key].Max, Lanes: lanes.Value));
        foreach (var lane in _open)
        {
            ref var room = ref CollectionsMarshal.GetValueRefOrNullRef(rooms, lane.EndpointId);
            var share = Math.Min(Share(left, lanesLeft--), Share(room.Left, room.Lanes--));
            share = lane.IsSlow ? Math.Min(share, Share(retriesLeft, slowLeft--)) : share;
            if (share <= 0)
            {
                continue;
            }

            left -= share;
            room.Left -= share;
            retriesLeft -= lane.IsSlow ? share : 0;
            _lanes[(lane.EndpointId, lane.IsRetry)] = (lane, share, 0);
            shares.Add(new(lane, share));
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
        ref var lane = ref CollectionsMarshal.GetValueRefOrNullRef(_lanes, (endpointId, isRetry));
        lane.Taken++;
        _left--;
        _retriesLeft -= lane.Lane.IsSlow ? 1 : 0;
        ref var room = ref CollectionsMarshal.GetValueRefOrNullRef(_rooms, endpointId);
        room = room with { Max = room.Max - 1 };
        return lane.Lane;
    }

    /// <summary>An endpoint that is held, and no longer for now, gets one probe; one that is ordered gets one at a time.</summary>
    private EndpointRoom RoomFor(QueueHead lane)
    {
        ref var room = ref CollectionsMarshal.GetValueRefOrAddDefault(_rooms, lane.EndpointId, out var isKnown);
        if (!isKnown)
        {
            room = _request.RoomFor(lane.EndpointId);
            room = lane.HeldFor is null && !room.IsOrdered ? room : room with { Max = Math.Min(1, room.Max) };
        }

        return room;
    }

    private static int Share(int amount, int parts) => (int)((amount + (long)parts - 1) / parts);
}
