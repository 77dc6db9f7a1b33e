using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// For stores: divides a lease among the lanes that have something due, so that every store does it alike and none looks at more rows
/// than it takes. What one lane does not use the others get in the next round.
/// </summary>
/// <example>
/// <code>
/// var plan = new LeasePlan(lanes, request);
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
    private readonly Dictionary<string, int> _rooms = [];
    private List<QueueHead> _open;
    private int _left;
    private int _retriesLeft;

    /// <summary>A plan for one lease.</summary>
    /// <param name="lanes">The lanes with pending deliveries.</param>
    /// <param name="request">What is asked for.</param>
    public LeasePlan(IEnumerable<QueueHead> lanes, LeaseRequest request)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(request);
        (_left, _retriesLeft, BytesLeft) = (request.Max, request.MaxRetries, request.MaxBytes);
        _open =
        [
            .. lanes.Where(lane => lane.OpenIn <= TimeSpan.Zero).OrderBy(lane => lane.DueIn)
                .GroupBy(lane => request.Answering.Contains(lane.EndpointId))
                .SelectMany(alike => alike.Index()).OrderBy(it => it.Index).Select(it => it.Item),
        ];
        foreach (var lane in _open)
        {
            // An endpoint that is held, and no longer for now, gets one probe.
            _rooms[lane.EndpointId] = Math.Min(lane.HeldFor is null ? int.MaxValue : 1, request.CapacityFor(lane.EndpointId));
        }
    }

    /// <summary>How many bytes of bodies there is room for yet; zero or less when there is none.</summary>
    public long BytesLeft { get; private set; }

    /// <summary>
    /// How long until something is due that the request has room for, or a deadline is over: zero when it is already, null when there is
    /// nothing.
    /// </summary>
    /// <param name="lanes">The lanes with pending deliveries.</param>
    /// <param name="request">What there is room for.</param>
    /// <param name="expiresIn">How long until the first deadline of those that nobody has leased; null for none.</param>
    public static TimeSpan? NextDue(IEnumerable<QueueHead> lanes, LeaseRequest request, TimeSpan? expiresIn)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(request);
        var next = lanes
            .Where(lane => request.CapacityFor(lane.EndpointId) > 0 && (request.MaxRetries > 0 || !lane.IsSlow))
            .Select(lane => (TimeSpan?)lane.OpenIn)
            .Append(expiresIn)
            .Min();
        return next < TimeSpan.Zero ? TimeSpan.Zero : next;
    }

    /// <summary>The lanes to lease from next, each once; none when the lease is complete.</summary>
    public IReadOnlyList<LaneQuota> NextRound()
    {
        if (BytesLeft <= 0)
        {
            return [];
        }

        // A lane that gave less than its share has no more.
        _open =
        [
            .. _open.Where(lane => !_lanes.TryGetValue((lane.EndpointId, lane.IsRetry), out var before) || before.Taken >= before.Asked),
        ];
        var shares = new List<LaneQuota>();
        var (left, retriesLeft, lanesLeft, slowLeft) = (_left, _retriesLeft, _open.Count, _open.Count(lane => lane.IsSlow));

        // First attempts and retries of one endpoint share its room.
        var rooms = _open.CountBy(lane => lane.EndpointId)
            .ToDictionary(lanes => lanes.Key, lanes => (Left: _rooms[lanes.Key], Lanes: lanes.Value));
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
        _rooms[endpointId]--;
        return lane.Lane;
    }

    private static int Share(int amount, int parts) => (int)((amount + (long)parts - 1) / parts);
}
