using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// What operators ask for that takes routing as well as the store. What takes the store alone, such as sending a delivery again, is in
/// <see cref="IDeliveryOperations"/>.
/// </summary>
public sealed partial class WebhookOperations
{
    // A payload may have 1 MiB.
    private const int PageSize = 50;

    // An event may go to any number of endpoints.
    private const int MaxAdded = 1000;

    private readonly WebhookHistory _history;
    private readonly IDeliveryOperations _operations;
    private readonly WebhookRegistry _registry;
    private readonly PayloadFactory _payloads;
    private readonly WebhookSender _sender;
    private readonly IJobStore _jobs;
    private readonly JobDispatcher _dispatcher;
    private readonly WorkSignal _signal;
    private readonly TimeProvider _time;

    internal WebhookOperations(
        WebhookHistory history,
        IDeliveryOperations operations,
        WebhookRegistry registry,
        PayloadFactory payloads,
        WebhookSender sender,
        IJobStore jobs,
        JobDispatcher dispatcher,
        WorkSignal signal,
        TimeProvider time) =>
        (_history, _operations, _registry, _payloads, _sender, _jobs, _dispatcher, _signal, _time) =
        (history, operations, registry, payloads, sender, jobs, dispatcher, signal, time);

    /// <summary>Sends an endpoint the sample of a documented type of event, as a test.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="type">The type; null for <c>SCAN_COMPLETE</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentException">
    /// There is no such endpoint, its headers or signing secrets cannot be used, or the type is no documented one. Nothing was sent.
    /// </exception>
    /// <inheritdoc cref="SendTestAsync(string, WebhookEvent, CancellationToken)"/>
    public Task<DeliveryAttempt> SendTestAsync(
        string endpointId, WebhookEventType? type = null, CancellationToken cancellationToken = default)
    {
        type ??= WebhookEventType.ScanComplete;
        var definition = EventCatalog.Find(type) ?? throw new ArgumentException(
            $"'{type}' is no documented event type, so that there is no sample of it. Did you mean {NearestEventType.To(type.Name)}?",
            nameof(type));
        var sample = (KnownEvent)definition.CreateSample().Event;
        sample.Timestamp = _time.GetUtcNow();
        return SendTestAsync(endpointId, sample, cancellationToken);
    }

    /// <summary>
    /// Sends an endpoint an event, as a test: at once, whatever its subscriptions say and even if it is disabled, with the headers, the
    /// signature and the limits of any delivery, and with the header <c>zeropath-test: true</c>. It is one request, with ids of its own;
    /// nothing of it is stored, repeated or counted, and an answer of 410 disables nothing.
    /// </summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What came of it. <see cref="DeliveryAttempt.ForTenant"/> is what may be shown to whoever chose the address.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such endpoint, or its headers or signing secrets cannot be used. Nothing was sent.
    /// </exception>
    /// <exception cref="WebhookValidationException">The event breaks the rules of its type. Nothing was sent.</exception>
    public async Task<DeliveryAttempt> SendTestAsync(
        string endpointId, WebhookEvent webhookEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        var payload = _payloads.Create(webhookEvent);
        if (WebhookValidator.Validate(payload) is { Count: > 0 } problems)
        {
            throw new WebhookValidationException(problems);
        }

        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var endpoint = _registry.EndpointOf(endpointId);
        if (endpoint.UnreadableReason is { } reason)
        {
            throw new ArgumentException(
                $"Headers or signing secrets of the endpoint '{endpointId}' cannot be used, so that nothing is sent to it: {reason}",
                nameof(endpointId));
        }

        var now = _time.GetUtcNow();
        var test = new LeasedDelivery
        {
            DeliveryId = Ids.NewDelivery(now),
            FencingToken = 0,
            EventId = Ids.NewEvent(now),
            EventType = webhookEvent.Type,
            EndpointId = endpointId,
            AttemptCount = 0,
            Body = WebhookJson.Write(payload),
        };
        var marked = endpoint with { Headers = new Dictionary<string, string>(endpoint.Headers) { ["zeropath-test"] = "true" } };
        var attempt = await _sender.SendAsync(test, marked, cancellationToken).ConfigureAwait(false);
        if (attempt.Outcome == AttemptOutcome.Abandoned)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return attempt;
    }

    /// <summary>Sends a settled delivery again, at once and with all its attempts before it.</summary>
    /// <param name="deliveryId">The delivery's id.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    public async Task<RedeliveryOutcome> RedeliverAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliveryId);
        while (true)
        {
            if (await _operations.RedeliverAsync(new() { DeliveryId = deliveryId }, 1, cancellationToken).ConfigureAwait(false) == 1)
            {
                _signal.Notify();
                return RedeliveryOutcome.Redelivered;
            }

            if (await _history.FindDeliveryAsync(deliveryId, cancellationToken).ConfigureAwait(false) is not { } delivery)
            {
                return RedeliveryOutcome.NotFound;
            }

            if (delivery.State == DeliveryState.Pending)
            {
                return RedeliveryOutcome.StillPending;
            }

            if (await _history.FindEventAsync(delivery.EventId, cancellationToken).ConfigureAwait(false) is not { Body.IsEmpty: false })
            {
                return RedeliveryOutcome.PayloadRemoved;
            }

            // It was settled in between.
        }
    }

    /// <summary>Says why a stored event was sent or not: to one endpoint, or to each.</summary>
    /// <param name="eventId">The event's id.</param>
    /// <param name="endpointId">The endpoint; null for all that are configured or got a delivery of it.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What there is to say; null if there is no event of this id, which retention may have removed.</returns>
    public Task<EventExplanation?> ExplainAsync(string eventId, string? endpointId = null, CancellationToken cancellationToken = default) =>
        TryExplainAsync(eventId, endpointId is null ? null : [endpointId], cancellationToken);

    /// <summary>Says why a stored event was sent or not to certain endpoints, and nothing of the others.</summary>
    /// <param name="eventId">The event's id.</param>
    /// <param name="endpointIds">The endpoints.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <inheritdoc cref="ExplainAsync(string, string?, CancellationToken)" path="/returns"/>
    public Task<EventExplanation?> ExplainAsync(
        string eventId, IReadOnlyCollection<string> endpointIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointIds);
        return TryExplainAsync(eventId, endpointIds, cancellationToken);
    }

    /// <summary>
    /// Says of the events published last, newest first, whether they match a subscription. Of one that has an organization, itself or by
    /// its endpoint, these are the events of that organization.
    /// </summary>
    /// <param name="subscription">The subscription; it need not be saved.</param>
    /// <param name="count">How many events at most, from 1 to <see cref="PageRequest.MaxSize"/>.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="WebhookConfigurationException">The subscription is wrong, as if it was to be saved.</exception>
    public async Task<IReadOnlyList<DryRunDecision>> DryRunAsync(
        WebhookSubscription subscription, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PageRequest.MaxSize);
        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var router = _registry.RouterOf(subscription);
        var filter = new EventFilter { OrganizationId = subscription.OrganizationId ?? router.Configuration.Endpoints[0].OrganizationId };
        var decisions = new List<DryRunDecision>(count);
        string? next = null;
        do
        {
            var size = Math.Min(PageSize, count - decisions.Count);
            (var events, next) = await _history.ListEventsAsync(filter, new(size, next), cancellationToken).ConfigureAwait(false);
            decisions.AddRange(events.Select(published => new DryRunDecision(
                published.Id, published.Type, published.PublishedAt, published.TryReadPayload() is { } payload
                    ? router.Explain(payload.Event)[0]
                    : null)));
        }
        while (next is not null && decisions.Count < count);
        return decisions;
    }

    /// <summary>
    /// Routes stored events again, newest first, by the endpoints and subscriptions as they are now, and adds the deliveries that result:
    /// also to endpoints that got an event before, under its <c>webhook-id</c>, but not where a delivery of it is still pending.
    /// </summary>
    /// <param name="events">Which events, such as those of a range of time.</param>
    /// <param name="endpointId">The endpoint that gets them; null for all that the events are routed to.</param>
    /// <param name="onlyUndelivered">Leaves out what an endpoint has accepted before.</param>
    /// <param name="cancellationToken">Stops early; deliveries that were added by then stay.</param>
    /// <exception cref="ArgumentException">
    /// There is no such endpoint, it is disabled, or the range ends before it begins. Nothing was added.
    /// </exception>
    public async Task<ReplayResult> ReplayAsync(
        EventFilter events, string? endpointId = null, bool onlyUndelivered = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.To <= events.From)
        {
            throw new ArgumentException(
                $"The range from {events.From:O} to {events.To:O} is empty: From must be before To.", nameof(events));
        }

        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var router = _registry.Router;
        ThrowIfUnusable(endpointId);
        var result = new ReplayResult { Events = 0, DeliveriesAdded = 0, EventsWithoutPayload = 0 };
        for (var page = new PageRequest(PageSize); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (stored, next) = await _history.ListEventsAsync(events, page, cancellationToken).ConfigureAwait(false);
            var routed = stored.Select(published => (published, Payload: published.TryReadPayload())).ToList();
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

    private async Task<EventExplanation?> TryExplainAsync(
        string eventId, IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await _history.FindEventAsync(eventId, cancellationToken).ConfigureAwait(false) is { } published
            ? EventExplanation.Of(published, _registry.Router, endpointIds)
            : null;
    }

    private void ThrowIfUnusable(string? endpointId)
    {
        if (endpointId is not null && !_registry.EndpointOf(endpointId).Enabled)
        {
            throw new ArgumentException(
                $"The endpoint '{endpointId}' is disabled, so that nothing would be sent to it. Enable it first.", nameof(endpointId));
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
            _signal.Notify();
        }

        return added;
    }
}
