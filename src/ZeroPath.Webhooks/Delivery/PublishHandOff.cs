using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// The places that a loop has for what is being published. There are none before the loop has sent something to an endpoint, and so none
/// without a host. Each is committed, or given back when this is disposed of.
/// </summary>
internal sealed class PublishHandOff : IDisposable
{
    private readonly DeliveryLoop _loop;
    private readonly EndpointScheduler _scheduler;
    private readonly TimeSpan _asked;
    private readonly Dictionary<string, LeasedDelivery> _places = [];

    /// <param name="loop">The loop.</param>
    /// <param name="scheduler">The loop's scheduler.</param>
    /// <param name="events">What is to be published.</param>
    /// <param name="now">The monotonic time: the leases begin no earlier.</param>
    public PublishHandOff(DeliveryLoop loop, EndpointScheduler scheduler, IReadOnlyList<PublishedEvent> events, TimeSpan now)
    {
        (_loop, _scheduler, _asked) = (loop, scheduler, now);
        foreach (var added in events)
        {
            foreach (var delivery in added.Deliveries)
            {
                if (scheduler.TryReserve(delivery.EndpointId, added.Body.Length))
                {
                    _places.Add(delivery.Id, LeasedDelivery.Of(added, delivery));
                }
            }
        }

        Lease = _places.Count == 0 ? null : new(scheduler.Lease, _places.Keys);
    }

    /// <summary>The deliveries that have a place; null when none has.</summary>
    public FirstLease? Lease { get; }

    /// <summary>Hands over what has a place, and wakes the loop for what has none.</summary>
    /// <param name="stored">What the store made of the events.</param>
    public void Commit(IReadOnlyList<PublishedEvent> stored)
    {
        List<LeasedDelivery>? published = null;
        var isAll = true;
        foreach (var added in stored)
        {
            foreach (var delivery in added.Deliveries)
            {
                if (_places.Remove(delivery.Id, out var place))
                {
                    // The store's clock says how long a deadline is off.
                    (published ??= []).Add(delivery.Deadline is null ? place : LeasedDelivery.Of(added, delivery));
                }
                else
                {
                    isAll = false;
                }
            }
        }

        if (published is not null)
        {
            _loop.TakeOver(published, _asked);
        }

        if (!isAll)
        {
            _loop.Wake();
        }
    }

    public void Dispose()
    {
        foreach (var place in _places.Values)
        {
            _scheduler.GiveBack(place);
        }
    }
}
