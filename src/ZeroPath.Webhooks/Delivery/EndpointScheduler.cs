using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Knows whose turn it is, for one loop. Endpoints take turns, each within its own limits, so that one which hangs or is flooded leaves the
/// others alone; and retries never take all the places.
/// </summary>
internal sealed class EndpointScheduler(
    ConcurrentDictionary<string, EndpointPace> paces,
    WebhookRegistry registry,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time)
{
    // A page grows to so many times the attempts at once, and to a large one even where they are few: what it costs the store is then
    // small beside its deliveries, however many nodes share it.
    private const int Growth = 8;
    private const int LargePage = 512;

    /// <summary>What waits here for longer has been leased too early.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly EndpointQueues _queues = new(paces, registry, options.Value);
    private readonly EndpointLine _line = new(registry, options.Value);
    private int _pageSize = options.Value.MaxConcurrency;
    private int _waiting;
    private int _leased;
    private int _low;
    private int _reserved;
    private volatile bool _isClosed;

    /// <summary>How long leases are.</summary>
    public TimeSpan Lease => options.Value.Lease;

    /// <summary>When so many have ended, or no more are left to wait, the store is to be told or asked.</summary>
    public int HalfPage => _pageSize / 2;

    /// <summary>Whether another attempt can be started. Read without the lock; the answer may be out of date.</summary>
    public bool CanStart => _line.CanStart;

    /// <summary>Whether it takes nothing more: the host stops.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Whether nothing waits here, is under way, or is being published under a place of this scheduler's.</summary>
    public bool IsIdle()
    {
        lock (_lock)
        {
            return _reserved == 0 && _waiting == 0 && _line.InFlight == 0;
        }
    }

    /// <summary>What there is room for.</summary>
    public RoomToLease Room()
    {
        var now = time.Monotonic();
        lock (_lock)
        {
            _queues.ForgetIdle(now);
            _line.MoveWaiting(now);
            var free = _line.FreePlaces;
            var idle = free - _queues.Busy.Sum(queue => _line.Startable(queue, now));
            var room = Math.Max(idle, free + _pageSize - Ready(now));
            return idle <= 0 && room < HalfPage
                ? new(null, null, now, [])
                : _queues.Room(room, ahead: _pageSize, _line.CanStartSilent, _lock, now);
        }
    }

    /// <summary>Until when an endpoint must wait for its rate; null when none must.</summary>
    public TimeSpan? NextTurn()
    {
        lock (_lock)
        {
            return _queues.NextTurn(time.Monotonic());
        }
    }

    /// <summary>Takes over what was leased.</summary>
    /// <param name="leased">The deliveries.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="asked">When, by the monotonic clock.</param>
    /// <returns>Those that an endpoint's rate does not allow yet, and how long they must wait.</returns>
    public List<(LeasedDelivery Delivery, TimeSpan Wait)> Offer(IReadOnlyList<LeasedDelivery> leased, LeaseRequest request, TimeSpan asked)
    {
        var tooMany = new List<(LeasedDelivery, TimeSpan)>();
        var now = time.Monotonic();
        lock (_lock)
        {
            if (leased.Count == request.Max && Ready(asked) == 0)
            {
                // There is more to do, and attempts end quicker than the store finds the next: it shall find more at a time.
                _pageSize = Math.Min(2 * _pageSize, Math.Max(LargePage, Growth * options.Value.MaxConcurrency));
            }

            foreach (var delivery in leased)
            {
                var queue = _queues.Of(delivery, now);
                if (queue.Pace.Rate.WaitAfter(queue.Waiting.Count + queue.Reserved, now) is var wait && wait > TimeSpan.Zero)
                {
                    tooMany.Add((delivery, wait));
                    continue;
                }

                queue.Leased++;
                _leased++;
                queue.Slow += delivery.IsSlow ? 1 : 0;
                Add(new(delivery, asked), queue, now);
            }

            _queues.CountStored(leased, request);
            _low = _leased - Ready(asked) + HalfPage;
        }

        return tooMany;
    }

    /// <summary>
    /// Reserves a place for a delivery that is about to be published, so that nobody need ask the store for it. There is one only while the
    /// endpoint answers and its backlog, here and in the store, is short: a new event overtakes at most that backlog. Of any other endpoint
    /// the store knows better whether, and in which order, it is sent to.
    /// </summary>
    /// <returns>Whether there is a place; if so, <see cref="TryOffer"/> or <see cref="GiveBack"/> must follow.</returns>
    public bool TryReserve(string endpointId, int bytes)
    {
        var now = time.Monotonic();
        lock (_lock)
        {
            if (_queues.Find(endpointId) is not { } queue)
            {
                return false;
            }

            if (_isClosed
                || queue.Underway + queue.Stored >= MostToReserve(queue, now)
                || _queues.Bytes + bytes > EndpointQueues.MaxBytes / 2
                || queue.Pace.Rate.WaitAfter(queue.Waiting.Count + queue.Reserved, now) > TimeSpan.Zero)
            {
                _queues.Store(endpointId, queue);
                return false;
            }

            _queues.Reserve(endpointId, queue, bytes);
            _reserved++;
            return true;
        }
    }

    /// <summary>Takes over what was published under a place that was reserved for it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="asked">When the store was asked to add it, by the monotonic clock.</param>
    /// <returns>False when it must not be sent from here any more. The place is free then.</returns>
    public bool TryOffer(LeasedDelivery delivery, TimeSpan asked)
    {
        var now = time.Monotonic();
        lock (_lock)
        {
            var queue = Unreserve(delivery);
            if (_isClosed || !queue.Answers(now))
            {
                return false;
            }

            Add(new(delivery, asked, IsPublished: true), queue, now);
            return true;
        }
    }

    /// <summary>Frees the place of a delivery that has not been published.</summary>
    public void GiveBack(LeasedDelivery delivery)
    {
        lock (_lock)
        {
            Unreserve(delivery);
        }
    }

    /// <summary>Takes the delivery whose turn it is; null when there is none, or no place for it.</summary>
    public WaitingDelivery? Next()
    {
        lock (_lock)
        {
            return TakeNext(time.Monotonic(), out _);
        }
    }

    /// <summary>Says that a delivery's turn is over, and takes the delivery whose turn it is then.</summary>
    /// <param name="item">The delivery.</param>
    /// <param name="outcome">How its attempt ended; null when none was made.</param>
    public NextTurn Complete(WaitingDelivery item, AttemptOutcome? outcome)
    {
        var now = time.Monotonic();
        lock (_lock)
        {
            var queue = item.Place!.Queue!;
            _line.FreePlace(item.Place, outcome, now);
            _queues.Forget(item.Delivery, queue);
            IReadOnlyList<LeasedDelivery> released = [];
            if (outcome == AttemptOutcome.Accepted)
            {
                queue.Pace.Window.Widen(now);
            }
            else if (outcome is not (null or AttemptOutcome.Abandoned))
            {
                queue.Pace.Window.Narrow(now);
                released = TakeAll(queue);
            }

            _line.Join(queue, now);
            return new(TakeNext(now, out var runsLow), released, runsLow);
        }
    }

    /// <summary>Takes out all that waits, and from now on reserves no place.</summary>
    public List<LeasedDelivery> Drain()
    {
        lock (_lock)
        {
            _isClosed = true;
            return [.. _queues.Busy.SelectMany(TakeAll)];
        }
    }

    /// <summary>
    /// What an endpoint may have here before more of it waits in the store. Of those that get little so few wait that their line is short.
    /// </summary>
    private int MostToReserve(EndpointQueue queue, TimeSpan now) =>
        queue.Pace.Window.IsFlowing(now) ? queue.Pace.Window.Size + (Growth * (_pageSize - options.Value.MaxConcurrency))
        : queue.Answers(now) && _reserved + _waiting < 2 * LargePage ? queue.Pace.Window.Size
        : 0;

    private void Add(WaitingDelivery item, EndpointQueue queue, TimeSpan now)
    {
        _queues.CountBytes(item.Delivery.Body.Length, queue);
        queue.Waiting.Enqueue(item);
        _waiting++;
        _line.Join(queue, now);
    }

    private WaitingDelivery? TakeNext(TimeSpan now, out bool runsLow)
    {
        runsLow = false;
        if (_line.TakePlace(now) is not { Queue: { } queue } place)
        {
            return null;
        }

        var item = Take(queue) with { Place = place };
        _line.Join(queue, now);
        runsLow = !item.IsPublished && _leased == _low;
        if (!place.IsDoubtful && now - item.Asked > LongWait)
        {
            _pageSize = options.Value.MaxConcurrency;
        }

        // Here and nowhere else: what was leased long ago must not start close to what was leased just now.
        return item with { Wait = queue.Pace.Rate.Take(now) };
    }

    private List<LeasedDelivery> TakeAll(EndpointQueue queue)
    {
        var taken = new List<LeasedDelivery>(queue.Waiting.Count);
        while (queue.Waiting.Count > 0)
        {
            taken.Add(Take(queue).Delivery);
            _queues.Forget(taken[^1], queue);
        }

        return taken;
    }

    private WaitingDelivery Take(EndpointQueue queue)
    {
        var item = queue.Take();
        _waiting--;
        _leased -= item.IsPublished ? 0 : 1;
        return item;
    }

    private EndpointQueue Unreserve(LeasedDelivery delivery)
    {
        _reserved--;
        return _queues.Unreserve(delivery);
    }

    /// <summary>How many of those that the loop has leased will be sent soon; not those for endpoints that hang.</summary>
    private int Ready(TimeSpan now) =>
        _queues.Busy.Sum(queue => queue.Pace.Window.IsFlowing(now) ? queue.Leased : _line.Startable(queue, now));
}
