using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>
/// What operators ask for that takes routing as well as the store. What takes the store alone, such as sending a delivery again, is in
/// <see cref="IDeliveryOperations"/>.
/// </summary>
public sealed class WebhookOperations
{
    // A payload may have 1 MiB.
    private const int PageSize = 50;

    // An event may go to any number of endpoints.
    private const int MaxAdded = 1000;

    private readonly IDeliveryReader _reader;
    private readonly IDeliveryOperations _operations;
    private readonly WebhookRegistry _registry;
    private readonly WakeSignal _signal;
    private readonly TimeProvider _time;

    internal WebhookOperations(
        IDeliveryReader reader, IDeliveryOperations operations, WebhookRegistry registry, WakeSignal signal, TimeProvider time) =>
        (_reader, _operations, _registry, _signal, _time) = (reader, operations, registry, signal, time);

    /// <summary>
    /// Routes stored events again, newest first, by the endpoints and subscriptions as they are now, and adds the deliveries that result:
    /// also to endpoints that got an event before, under its <c>webhook-id</c>, but not where a delivery of it is still pending.
    /// </summary>
    /// <param name="events">Which events, such as those of a range of time.</param>
    /// <param name="endpointId">The endpoint that gets them; null for all that the events are routed to.</param>
    /// <param name="onlyUndelivered">Leaves out what an endpoint has accepted before.</param>
    /// <param name="cancellationToken">Stops early; deliveries that were added by then stay.</param>
    /// <exception cref="ArgumentException">There is no such endpoint, it is disabled, or the range ends before it begins. Nothing was added.</exception>
    public async Task<ReplayResult> ReplayAsync(
        EventFilter events, string? endpointId = null, bool onlyUndelivered = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.To <= events.From)
        {
            throw new ArgumentException($"The range from {events.From:O} to {events.To:O} is empty: From must be before To.", nameof(events));
        }

        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var router = _registry.Router;
        ThrowIfUnusable(endpointId, router);
        var result = new ReplayResult { Events = 0, DeliveriesAdded = 0, EventsWithoutPayload = 0 };
        for (var page = new PageRequest(PageSize); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (stored, next) = await _reader.ListEventsAsync(events, page, cancellationToken).ConfigureAwait(false);
            var routed = stored.Select(published => (published, Payload: Read(published))).ToList();
            var deliveries = routed
                .Where(item => item.Payload is not null)
                .SelectMany(item => NewDeliveries(item.published, router.Route(item.Payload!.Event), endpointId, onlyUndelivered));
            result = new()
            {
                Events = result.Events + stored.Count,
                DeliveriesAdded = result.DeliveriesAdded + await AddAsync(deliveries, cancellationToken).ConfigureAwait(false),
                EventsWithoutPayload = result.EventsWithoutPayload + routed.Count(item => item.Payload is null),
            };
            if (next is null)
            {
                return result;
            }

            page = new(PageSize, next);
        }
    }

    private static void ThrowIfUnusable(string? endpointId, Router router)
    {
        if (endpointId is not null && router.FindEndpoint(endpointId) is not { Enabled: true })
        {
            throw new ArgumentException(
                router.FindEndpoint(endpointId) is null
                    ? $"There is no endpoint with the id '{endpointId}'. Give the Id of one that is configured, or null for all."
                    : $"The endpoint '{endpointId}' is disabled, so that nothing would be sent to it. Enable it first.",
                nameof(endpointId));
        }
    }

    private static WebhookPayload? Read(PublishedEvent published)
    {
        try
        {
            return published.Body.IsEmpty ? null : WebhookJson.Read(published.Body.Span);
        }
        catch (WebhookFormatException)
        {
            // Changed by hand, or damaged. The others shall not wait for it.
            return null;
        }
    }

    private IEnumerable<Delivery> NewDeliveries(
        PublishedEvent published, IReadOnlyList<RoutedEndpoint> routed, string? endpointId, bool onlyUndelivered)
    {
        var now = _time.GetUtcNow();
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
            added += await _operations.AddDeliveriesAsync(some, cancellationToken).ConfigureAwait(false);
            _signal.Set();
        }

        return added;
    }
}
