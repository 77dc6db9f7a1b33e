using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <content>What is published here goes to its lane without the store being asked for it.</content>
internal sealed partial class DeliveryLanes
{
    /// <summary>When the bodies of what was leased as it was published are longer, no more is.</summary>
    private const long MaxPublishedBytes = 16 << 20;

    /// <summary>A count that is not known, and too big.</summary>
    private const int Many = int.MaxValue / 2;

    private int _reserved;
    private long _publishedBytes;

    /// <summary>Whether something is being published that may be sent from here.</summary>
    public bool HasReserved
    {
        get
        {
            lock (_lock)
            {
                return _reserved > 0;
            }
        }
    }

    /// <summary>
    /// Keeps a place for a delivery that is about to be published, so that nobody need ask the store for it. There are places as long as the
    /// endpoint takes all that it gets, and what waits for it, here and in the store, will soon have been sent: what is published does not
    /// overtake more than that. Of any other endpoint the store knows better whether, and in which order, it is sent to.
    /// </summary>
    /// <returns>Whether there is one; if so, <see cref="TryAdd"/> or <see cref="GiveBack"/> must follow.</returns>
    public bool TryReserve(string endpointId, int bytes)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_lanes.TryGetValue(endpointId, out var lane))
            {
                return false;
            }

            Limit(lane, endpointId);
            if (stopping.IsCancellationRequested
                || !lane.Pace.IsFlowing(now, time)
                || lane.Underway + lane.Stored >= lane.Pace.Window + (Growth * (_pageSize - options.MaxConcurrency))
                || _publishedBytes + bytes > MaxPublishedBytes
                || lane.Pace.Spend(now, time) > TimeSpan.Zero)
            {
                lane.Stored = Math.Min(lane.Stored + 1, Many);
                return false;
            }

            lane.Reserved++;
            _reserved++;
            _publishedBytes += bytes;
            return true;
        }
    }

    /// <summary>Takes over what was published under a place that was kept for it.</summary>
    /// <returns>False when it must not be sent from here any more.</returns>
    public bool TryAdd(LeasedDelivery delivery, long asked)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var lane = Unreserve(delivery.EndpointId);
            if (stopping.IsCancellationRequested || !lane.Pace.IsFlowing(now, time))
            {
                _publishedBytes -= delivery.Body.Length;
                return false;
            }

            lane.Waiting.Enqueue(new(delivery, asked, IsPublished: true));
            StandInLine(lane);
            return true;
        }
    }

    /// <summary>Says that a delivery for which a place was kept has not been published.</summary>
    public void GiveBack(string endpointId, int bytes)
    {
        lock (_lock)
        {
            Unreserve(endpointId);
            _publishedBytes -= bytes;
        }
    }

    private EndpointLane Unreserve(string endpointId)
    {
        // A lane is not forgotten while something is reserved in it.
        var lane = _lanes[endpointId];
        lane.Reserved--;
        _reserved--;
        return lane;
    }

    /// <summary>Keeps count of what is due in the store, as far as a lease tells.</summary>
    private void Account(IReadOnlyList<LeasedDelivery> leased, LeaseRequest request)
    {
        var counts = leased.CountBy(delivery => delivery.EndpointId).ToDictionary();
        foreach (var (id, lane) in _lanes)
        {
            var count = counts.GetValueOrDefault(id);
            lane.Stored = leased.Count < request.Max && count < request.CapacityFor(id) ? 0 : count > lane.Stored ? Many : lane.Stored - count;
        }
    }
}
