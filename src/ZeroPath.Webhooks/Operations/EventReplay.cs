using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Routes stored events again, and adds the deliveries that result.</summary>
internal sealed class EventReplay(
    WebhookHistory history, IDeliveryOperations operations, WebhookRegistry registry, WorkSignal signal, TimeProvider time)
{
    // A payload may have 1 MiB.
    private const int PageSize = 50;

    // An event may go to any number of endpoints.
    private const int MaxAdded = 1000;

    public async Task<ReplayResult> RunAsync(
        EventFilter events, string? endpointId, bool onlyUndelivered, CancellationToken cancellationToken)
    {
        await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var router = registry.Router;
        if (endpointId is not null)
        {
            registry.ThrowIfOff(endpointId);
        }

        var result = new ReplayResult { Events = 0, DeliveriesAdded = 0, EventsWithoutPayload = 0 };
        for (var page = new PageRequest(PageSize); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stored = await history.ListEventsAsync(events, page, cancellationToken).ConfigureAwait(false);
            var routed = stored.Items.Select(published => (published, Payload: published.TryReadPayload())).ToList();
            var deliveries = routed
                .Where(item => item.Payload is not null)
                .SelectMany(item => NewDeliveries(item.published, router.Route(item.Payload!.Event), endpointId, onlyUndelivered));
            result = new()
            {
                Events = result.Events + stored.Items.Count,
                DeliveriesAdded = result.DeliveriesAdded + await AddAsync(deliveries, cancellationToken).ConfigureAwait(false),
                EventsWithoutPayload = result.EventsWithoutPayload + routed.Count(item => item.Payload is null),
            };
            if (stored.Next is null)
            {
                return result;
            }

            page = new(PageSize, stored.Next);
        }
    }

    private IEnumerable<Delivery> NewDeliveries(
        PublishedEvent published, IReadOnlyList<RoutedEndpoint> routed, string? endpointId, bool onlyUndelivered)
    {
        var now = time.GetUtcNow();
        return routed
            .Where(target => endpointId is null || target.Endpoint.Id == endpointId)
            .Where(target => !published.Deliveries.Any(earlier => earlier.EndpointId == target.Endpoint.Id
                && (earlier.State == DeliveryState.Pending || (onlyUndelivered && earlier.State == DeliveryState.Succeeded))))
            .Select(target => new Delivery
            {
                Id = Ids.NewDelivery(now),
                EventId = published.Id,
                EventType = published.Type,
                EndpointId = target.Endpoint.Id,
                SubscriptionIds = [.. target.Subscriptions.Select(subscription => subscription.Id)],
                CreatedAt = now,
                DueAt = now,
            });
    }

    private async Task<int> AddAsync(IEnumerable<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var some in deliveries.Chunk(MaxAdded))
        {
            added += await operations.AddDeliveriesAsync(some, cancellationToken).ConfigureAwait(false);
            signal.Notify();
        }

        return added;
    }
}
