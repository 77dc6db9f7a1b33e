using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// The queues of one loop, by endpoint, each with the limits that are configured and those that the process has learnt. The scheduler holds
/// its lock around each call.
/// </summary>
/// <param name="paces">What the process has learnt of its endpoints, by their ids. All its loops share it.</param>
/// <param name="registry">Says how much an endpoint may get.</param>
/// <param name="options">Say how much an endpoint may get of which the registry does not.</param>
internal sealed class EndpointQueues(
    ConcurrentDictionary<string, EndpointPace> paces, WebhookRegistry registry, ZeroPathWebhooksOptions options)
{
    /// <summary>What is leased and under way has no longer bodies in all, but for the last one.</summary>
    public const long MaxBytes = 64 << 20;

    /// <summary>What is leased at a time has no longer ones.</summary>
    private const long PageBytes = MaxBytes / 8;

    /// <summary>
    /// When more endpoints are known, those are forgotten that have no work, need not wait for their rate, and have not answered lately.
    /// </summary>
    private const int MaxKnown = 1024;

    private readonly Dictionary<string, EndpointQueue> _queues = [];
    private readonly Dictionary<string, EndpointQueue> _busy = [];

    // Apart from the busy ones: while more is published than is sent they may be as many as there are endpoints.
    private readonly Dictionary<string, EndpointQueue> _stored = [];
    private readonly HashSet<EndpointPace> _rated = [];
    private int _mostKnown = MaxKnown;

    /// <summary>Those with work here. What is asked for each lease is asked of these alone.</summary>
    public Dictionary<string, EndpointQueue>.ValueCollection Busy => _busy.Values;

    /// <summary>The bodies of all that is here, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// The queue of an endpoint to which what is published may go at once; null when nothing has been leased for it yet, and when the
    /// store alone knows what comes next.
    /// </summary>
    public EndpointQueue? Find(string endpointId)
    {
        var endpoint = registry.Router.FindEndpoint(endpointId);
        if (endpoint is { Enabled: true, Ordered: true })
        {
            return null;
        }

        if (_queues.TryGetValue(endpointId, out var queue))
        {
            Limit(queue.Pace, endpoint);
        }

        return queue;
    }

    /// <summary>Counts the place that is kept in a queue for what is being published.</summary>
    public void Reserve(string endpointId, EndpointQueue queue, int bytes)
    {
        queue.Reserved++;
        _busy.TryAdd(endpointId, queue);
        CountBytes(bytes, queue);
    }

    /// <summary>Gives the place back. A queue is not forgotten while something is reserved in it.</summary>
    public EndpointQueue Unreserve(LeasedDelivery delivery)
    {
        var queue = _queues[delivery.EndpointId];
        queue.Reserved--;
        CountBytes(-delivery.Body.Length, queue);
        return queue;
    }

    /// <summary>Counts one more that is due in the store.</summary>
    public void Store(string endpointId, EndpointQueue queue) =>
        SetStored(endpointId, queue, Math.Min(queue.Stored + 1, EndpointQueue.Many));

    /// <summary>The queue that a leased delivery goes to.</summary>
    public EndpointQueue Of(LeasedDelivery delivery, TimeSpan now)
    {
        if (!_queues.TryGetValue(delivery.EndpointId, out var queue))
        {
            _queues.Add(delivery.EndpointId, queue = new(paces.GetOrAdd(delivery.EndpointId, _ => new())));
        }

        Limit(queue.Pace, registry.Router.FindEndpoint(delivery.EndpointId));
        _busy.TryAdd(delivery.EndpointId, queue);
        if (queue.Underway == 0)
        {
            queue.Pace.Window.StartAgain(delivery.IsProbe, now);
        }

        return queue;
    }

    /// <summary>Counts the bytes of a body that comes, or goes.</summary>
    public void CountBytes(long bytes, EndpointQueue queue)
    {
        queue.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>A delivery is here no longer.</summary>
    public void Forget(LeasedDelivery delivery, EndpointQueue queue)
    {
        queue.Slow -= delivery.IsSlow ? 1 : 0;
        CountBytes(-delivery.Body.Length, queue);
    }

    /// <summary>What to lease: nothing when there are bodies enough. Half of their bytes is for endpoints that answer (D49).</summary>
    /// <param name="max">How much in all.</param>
    /// <param name="ahead">How much is leased ahead for an endpoint that takes it.</param>
    /// <param name="canStartSilent">Whether an attempt to an endpoint that does not answer could be started.</param>
    /// <param name="gate">The scheduler's lock. The store asks for the room of endpoints later, on a thread of its own.</param>
    /// <param name="now">The monotonic time.</param>
    public RoomToLease Room(int max, int ahead, bool canStartSilent, Lock gate, TimeSpan now)
    {
        if (Bytes >= MaxBytes)
        {
            return new(null, null, now, []);
        }

        var takesDoubtful = Busy.Sum(queue => queue.Answers(now) ? 0 : queue.Bytes) < (MaxBytes / 2) - PageBytes;
        var rooms = new Dictionary<string, EndpointRoom>();
        var off = new List<string>();

        // Retries that already wait at an endpoint that does not answer take none of the ordinary places.
        var retries = Busy.Sum(queue => queue.IsSilent ? 0 : queue.Slow);
        var request = new LeaseRequest(max, options.Lease)
        {
            MaxRetries = Math.Max(0, Math.Max(1, options.MaxConcurrency / 2) - retries),
            MaxBytes = Math.Min(PageBytes, MaxBytes - Bytes),
            RoomFor = AskOnce,
            Known = [.. _stored.Where(it => it.Value.Answers(now)).Select(it => it.Key).Take(max)],
        };
        return new(request, NextTurn(now), now, off);

        EndpointRoom AskOnce(string id)
        {
            lock (gate)
            {
                ref var room = ref CollectionsMarshal.GetValueRefOrAddDefault(rooms, id, out var isKnown);
                if (!isKnown)
                {
                    room = RoomFor(id, ahead, canStartSilent, takesDoubtful, now);
                    if (room.IsOff)
                    {
                        off.Add(id);
                    }
                }

                return room;
            }
        }
    }

    /// <summary>Keeps count of what is due in the store, as far as a lease tells.</summary>
    public void CountStored(IReadOnlyList<LeasedDelivery> leased, LeaseRequest request)
    {
        var isFull = leased.Count >= request.Max || leased.Sum(delivery => (long)delivery.Body.Length) >= request.MaxBytes;
        var counts = leased.CountBy(delivery => delivery.EndpointId).ToDictionary();
        foreach (var (id, count) in counts)
        {
            var queue = _queues[id];
            SetStored(id, queue, count > queue.Stored ? EndpointQueue.Many : queue.Stored - count);
        }

        // What there was room for, and was not leased, is not there.
        foreach (var (id, queue) in isFull ? [] : _stored.Where(it => counts.GetValueOrDefault(it.Key) < request.RoomFor(it.Key).Max))
        {
            SetStored(id, queue, 0);
        }
    }

    /// <summary>Until when an endpoint must wait for its rate; null when none must.</summary>
    public TimeSpan? NextTurn(TimeSpan now) =>
        _rated.Select(pace => pace.Rate.Left(now).Wait).Where(wait => wait > TimeSpan.Zero).Min(wait => (TimeSpan?)wait);

    /// <summary>Before each lease.</summary>
    public void ForgetIdle(TimeSpan now)
    {
        foreach (var (id, _) in _busy.Where(it => it.Value.Underway == 0))
        {
            _busy.Remove(id);
        }

        if (paces.Count > _mostKnown)
        {
            foreach (var (id, pace) in paces.Where(pace => _queues.GetValueOrDefault(pace.Key) is null or { Underway: 0 }
                && pace.Value.Rate.Left(now).Wait == TimeSpan.Zero && !pace.Value.Window.Answers(now)))
            {
                _queues.Remove(id);
                _busy.Remove(id);
                _stored.Remove(id);
                _rated.Remove(pace);
                paces.TryRemove(id, out _);
            }

            // Looking at all of them is for when there are many new ones, not for each lease.
            _mostKnown = Math.Max(MaxKnown, 2 * paces.Count);
        }
    }

    private void SetStored(string endpointId, EndpointQueue queue, int count)
    {
        queue.Stored = count;
        _ = count == 0 ? _stored.Remove(endpointId) : _stored.TryAdd(endpointId, queue);
    }

    /// <summary>How much to lease for an endpoint.</summary>
    private EndpointRoom RoomFor(string id, int ahead, bool canStartSilent, bool takesDoubtful, TimeSpan now)
    {
        if (registry.Router.FindEndpoint(id) is not { Enabled: true } endpoint)
        {
            return new(1, IsOff: true);
        }

        if (!paces.TryGetValue(id, out var pace))
        {
            return new(takesDoubtful ? ConcurrencyWindow.FirstSize : 0, IsOrdered: endpoint.Ordered);
        }

        Limit(pace, endpoint);
        var (turns, _) = pace.Rate.Left(now);
        var queue = _queues.GetValueOrDefault(id);
        var answers = pace.Window.Answers(now);
        var isTaken = (takesDoubtful || answers) && (canStartSilent || !pace.Window.IsSilent);
        var most = pace.Window.Size + (pace.Window.IsFlowing(now) ? ahead : 0) - (queue?.InFlight + queue?.Leased ?? 0);
        most = endpoint.Ordered ? Math.Min(most, 1 - (queue?.Underway ?? 0)) : most;
        return new(isTaken ? Math.Min(turns, Math.Max(0, most)) : 0, answers, endpoint.Ordered);
    }

    /// <summary>What waits for an endpoint that is off is cancelled at once, and not at its rate.</summary>
    private void Limit(EndpointPace pace, WebhookEndpoint? endpoint)
    {
        // A limit that breaks the rules is none. What waits for the endpoint is put off, one by one.
        var limits = endpoint is { BrokenRule: null } ? endpoint : null;
        var most = limits?.MaxConcurrency ?? options.MaxConcurrencyPerEndpoint ?? options.MaxConcurrency;
        var rate = endpoint is { Enabled: true } ? limits?.MaxPerSecond : null;
        pace.Limit(Math.Min(most, options.MaxConcurrency), rate);
        _ = rate is null ? _rated.Remove(pace) : _rated.Add(pace);
    }
}
