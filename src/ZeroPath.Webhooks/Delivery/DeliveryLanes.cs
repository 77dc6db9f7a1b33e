using System.Collections.Concurrent;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Who is next, in one process. Endpoints take turns, each within its own limits, so that one which hangs or is flooded leaves the others
/// alone; and retries never take all the places.
/// </summary>
internal sealed partial class DeliveryLanes(
    ConcurrentDictionary<string, EndpointPace> paces,
    ZeroPathWebhooksOptions options,
    WebhookRegistry registry,
    TimeProvider time,
    CancellationToken stopping)
{
    /// <summary>A page grows to so many times the attempts at once.</summary>
    private const int Growth = 8;

    /// <summary>When more endpoints are known, those without work are forgotten.</summary>
    private const int MaxKnown = 1024;

    /// <summary>What waits here for longer has been leased too early.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EndpointLane> _lanes = [];

    /// <summary>Lanes that may have their turn, each once.</summary>
    private readonly Queue<EndpointLane> _line = [];

    /// <summary>Lanes that would have it but for the places that are kept for others.</summary>
    private readonly List<EndpointLane> _crowded = [];

    private int _pageSize = options.MaxConcurrency;
    private int _low;
    private int _slow;

    /// <summary>When so many have ended, or no more are left to wait, the store is to be told or asked.</summary>
    public int HalfPage => _pageSize / 2;

    public int InFlight { get; private set; }

    /// <summary>How many wait that the loop has leased.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether another attempt can be started. Without a lock: it may be over the moment it is said.</summary>
    public bool CanStart => _line.Count > 0 && InFlight < options.MaxConcurrency;

    /// <summary>Until when an endpoint must wait for its rate; null when none must.</summary>
    public TimeSpan? NextTurn { get; private set; }

    /// <summary>What there is room for; null when enough waits here.</summary>
    public LeaseRequest? Request()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            ForgetIdle();
            NextTurn = null;
            var free = options.MaxConcurrency - InFlight;
            var idle = free - _lanes.Values.Sum(Startable);
            var room = Math.Max(idle, free + _pageSize - Ready(now));
            return idle <= 0 && room < HalfPage ? null : new(room, options.Lease)
            {
                MaxPerEndpoint = EndpointPace.FirstWindow,
                MaxRetries = Math.Max(0, Math.Max(1, options.MaxConcurrency / 2) - _slow),
                Capacities = paces.ToDictionary(pace => pace.Key, pace => CapacityFor(pace.Value, _lanes.GetValueOrDefault(pace.Key), now)),
            };
        }
    }

    /// <summary>Takes over what was leased.</summary>
    /// <param name="leased">The deliveries.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="asked">When.</param>
    /// <returns>Those that an endpoint's rate does not allow yet, and how long they must wait.</returns>
    public List<(LeasedDelivery Delivery, TimeSpan Wait)> Add(IReadOnlyList<LeasedDelivery> leased, LeaseRequest request, long asked)
    {
        var tooMany = new List<(LeasedDelivery, TimeSpan)>();
        lock (_lock)
        {
            if (leased.Count == request.Max && Ready(asked) == 0)
            {
                // There is more to do, and attempts end quicker than the store finds the next: it shall find more at a time.
                _pageSize = Math.Min(2 * _pageSize, Growth * options.MaxConcurrency);
            }

            foreach (var delivery in leased)
            {
                var lane = LaneOf(delivery);
                if (lane.Pace.Spend(asked, time) is var wait && wait > TimeSpan.Zero)
                {
                    tooMany.Add((delivery, wait));
                    continue;
                }

                lane.Waiting.Enqueue(new(delivery, asked));
                lane.Leased++;
                Waiting++;
                _slow += IsSlow(delivery) ? 1 : 0;
                StandInLine(lane);
            }

            Account(leased, request);
            _low = Waiting - Ready(asked) + HalfPage;
        }

        return tooMany;
    }

    /// <summary>Takes the delivery whose turn it is, if there is a place for it.</summary>
    public WaitingDelivery? TryTake()
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            return Next(now, out _);
        }
    }

    /// <summary>Says that an attempt has ended, and takes the delivery whose turn it is then.</summary>
    /// <param name="delivery">Whose.</param>
    /// <param name="succeeded">Null when it says nothing of the endpoint.</param>
    /// <param name="next">That delivery; null when there is none, or no place for it.</param>
    /// <param name="runsLow">Whether more should be leased.</param>
    /// <returns>What waited for the same endpoint, when the attempt failed: it must not be sent as if nothing had happened.</returns>
    public List<LeasedDelivery>? Ended(LeasedDelivery delivery, bool? succeeded, out WaitingDelivery? next, out bool runsLow)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var lane = _lanes[delivery.EndpointId];
            lane.Pace.Ended(succeeded, now);
            lane.InFlight--;
            InFlight--;
            _slow -= IsSlow(delivery) ? 1 : 0;
            foreach (var other in _crowded)
            {
                _line.Enqueue(other);
            }

            _crowded.Clear();
            var released = succeeded == false && lane.Waiting.Count > 0 ? TakeAll(lane) : null;
            StandInLine(lane);
            next = Next(now, out runsLow);
            return released;
        }
    }

    /// <summary>Takes out all that waits.</summary>
    public List<LeasedDelivery> TakeWaiting()
    {
        lock (_lock)
        {
            return [.. _lanes.Values.SelectMany(TakeAll)];
        }
    }

    private static bool IsSlow(LeasedDelivery delivery) => delivery.AttemptCount > 0 || delivery.FailureStreak > 0;

    private WaitingDelivery? Next(long now, out bool runsLow)
    {
        while (InFlight < options.MaxConcurrency && _line.TryDequeue(out var lane))
        {
            lane.IsInLine = false;
            if (lane.Startable == 0)
            {
                continue;
            }

            if (IsCrowded(lane))
            {
                lane.IsInLine = true;
                _crowded.Add(lane);
                continue;
            }

            var item = Take(lane);
            lane.InFlight++;
            InFlight++;
            StandInLine(lane);
            runsLow = !item.IsPublished && Waiting == _low;
            if (time.GetElapsedTime(item.Asked, now) > LongWait)
            {
                _pageSize = options.MaxConcurrency;
            }

            return item;
        }

        runsLow = false;
        return null;
    }

    private List<LeasedDelivery> TakeAll(EndpointLane lane)
    {
        var taken = new List<LeasedDelivery>(lane.Waiting.Count);
        while (lane.Waiting.Count > 0)
        {
            taken.Add(Take(lane).Delivery);
            _slow -= IsSlow(taken[^1]) ? 1 : 0;
        }

        return taken;
    }

    private WaitingDelivery Take(EndpointLane lane)
    {
        var item = lane.Waiting.Dequeue();
        if (item.IsPublished)
        {
            _publishedBytes -= item.Delivery.Body.Length;
        }
        else
        {
            lane.Leased--;
            Waiting--;
        }

        return item;
    }

    /// <summary>
    /// How many of those that the loop has leased will be sent soon. What waits for an endpoint that hangs is not among them: it must not keep
    /// the others' work away.
    /// </summary>
    private int Ready(long now) => _lanes.Values.Sum(lane => lane.Pace.IsFlowing(now, time) ? lane.Leased : Startable(lane));

    private int Startable(EndpointLane lane) => IsCrowded(lane) ? 0 : lane.Startable;

    private EndpointLane LaneOf(LeasedDelivery delivery)
    {
        if (!_lanes.TryGetValue(delivery.EndpointId, out var lane))
        {
            _lanes.Add(delivery.EndpointId, lane = new(paces.GetOrAdd(delivery.EndpointId, _ => new())));
        }

        Limit(lane, delivery.EndpointId);
        if (lane.IsIdle)
        {
            lane.Pace.StartAgain(delivery.IsProbe, time);
        }

        return lane;
    }

    private void Limit(EndpointLane lane, string endpointId)
    {
        var endpoint = registry.Router.FindEndpoint(endpointId);
        var most = endpoint?.MaxConcurrency ?? options.MaxConcurrencyPerEndpoint ?? options.MaxConcurrency;
        lane.Pace.Limit(Math.Min(most, options.MaxConcurrency), endpoint?.MaxPerSecond);
    }

    private void StandInLine(EndpointLane lane)
    {
        if (!lane.IsInLine && lane.Startable > 0)
        {
            lane.IsInLine = true;
            _line.Enqueue(lane);
        }
    }

    // A quarter of the places is for endpoints that have less than their part.
    private bool IsCrowded(EndpointLane lane) =>
        lane.InFlight >= Math.Max(1, options.MaxConcurrency / Math.Max(1, registry.Configuration.Endpoints.Count))
        && options.MaxConcurrency - InFlight <= options.MaxConcurrency / 4;

    private int CapacityFor(EndpointPace pace, EndpointLane? lane, long now)
    {
        // Work is leased ahead only for an endpoint that takes it.
        var most = pace.Window + (pace.IsFlowing(now, time) ? _pageSize : 0);
        var room = Math.Max(0, most - (lane?.InFlight + lane?.Leased ?? 0));
        var (count, wait) = pace.Allowed(now, time);
        if (count == 0)
        {
            NextTurn = NextTurn < wait ? NextTurn : wait;
        }

        return Math.Min(room, count);
    }

    private void ForgetIdle()
    {
        if (paces.Count > MaxKnown)
        {
            foreach (var (id, _) in paces.Where(pace => _lanes.GetValueOrDefault(pace.Key) is null or { IsIdle: true }))
            {
                _lanes.Remove(id);
                paces.TryRemove(id, out _);
            }
        }
    }
}
