using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// What operators ask for that takes routing as well as the store. What takes the store alone, such as sending a delivery again, is in
/// <see cref="IDeliveryOperations"/>.
/// </summary>
public sealed class WebhookOperations
{
    // A payload may have 1 MiB.
    private const int PageSize = 50;
    private const int MaxTries = 5;

    private readonly WebhookHistory _history;
    private readonly IDeliveryOperations _operations;
    private readonly WebhookRegistry _registry;
    private readonly TestSender _tests;
    private readonly BulkRedeliveries _redeliveries;
    private readonly EventReplay _replay;
    private readonly WorkSignal _signal;

    internal WebhookOperations(
        WebhookHistory history,
        IDeliveryOperations operations,
        WebhookRegistry registry,
        TestSender tests,
        BulkRedeliveries redeliveries,
        EventReplay replay,
        WorkSignal signal) =>
        (_history, _operations, _registry, _tests, _redeliveries, _replay, _signal) =
        (history, operations, registry, tests, redeliveries, replay, signal);

    /// <summary>Sends an endpoint the sample of a documented type of event, as a test.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="type">The type; null for <c>SCAN_COMPLETE</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentException">
    /// There is no such endpoint, its headers or signing secrets cannot be used, or the type is no documented one. Nothing was sent.
    /// </exception>
    /// <inheritdoc cref="SendTestAsync(string, WebhookEvent, CancellationToken)"/>
    public async Task<DeliveryAttempt> SendTestAsync(
        string endpointId, WebhookEventType? type = null, CancellationToken cancellationToken = default) =>
        (await SendSampleAsync(endpointId, type, cancellationToken).ConfigureAwait(false)).Attempt;

    /// <summary>Sends the sample of a type as a test, and shows the request too.</summary>
    internal Task<SentTest> SendSampleAsync(string endpointId, WebhookEventType? type, CancellationToken cancellationToken)
    {
        type ??= WebhookEventType.ScanComplete;
        var definition = EventCatalog.Find(type) ?? throw new ArgumentException(
            $"'{type}' is no documented event type, so that there is no sample of it. {NearestEventType.Hint(type.Name)}",
            nameof(type));
        var sample = (KnownEvent)definition.CreateSample().Event;
        sample.Timestamp = _tests.Now;
        return _tests.SendAsync(endpointId, sample, cancellationToken);
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
        return (await _tests.SendAsync(endpointId, webhookEvent, cancellationToken).ConfigureAwait(false)).Attempt;
    }

    /// <summary>
    /// Sends a settled delivery again, at once and with all its attempts before it. One that had succeeded has succeeded still when that is
    /// cancelled.
    /// </summary>
    /// <param name="deliveryId">The delivery's id.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    public async Task<RedeliveryOutcome> RedeliverAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliveryId);
        await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var tries = 1; ; tries++)
        {
            if (await _history.FindDeliveryAsync(deliveryId, cancellationToken).ConfigureAwait(false) is not { } delivery)
            {
                return RedeliveryOutcome.NotFound;
            }

            if (delivery.State == DeliveryState.Pending || tries == MaxTries)
            {
                return RedeliveryOutcome.StillPending;
            }

            // D45
            if (_registry.Router.FindEndpoint(delivery.EndpointId) is not { Enabled: true } and var endpoint)
            {
                return endpoint is null ? RedeliveryOutcome.EndpointRemoved : RedeliveryOutcome.EndpointDisabled;
            }

            if (await _operations.RedeliverAsync(new() { DeliveryId = deliveryId }, 1, cancellationToken).ConfigureAwait(false) == 1)
            {
                _signal.Notify();
                return RedeliveryOutcome.Redelivered;
            }

            if (await _history.FindEventAsync(delivery.EventId, cancellationToken).ConfigureAwait(false) is not { Body.IsEmpty: false })
            {
                return RedeliveryOutcome.PayloadRemoved;
            }

            // Somebody else was faster: again and again only where something is wrong.
        }
    }

    /// <summary>
    /// Has settled deliveries sent again, each at once and with all its attempts before it: as many as there are, in the background and
    /// across restarts. What is settled after this call stays as it is, also what was sent again by it and failed again.
    /// </summary>
    /// <param name="filter">
    /// Which deliveries, such as the failed ones of an endpoint. Those that are pending, have no payload any more, or are to an endpoint
    /// that is disabled or missing, are passed over.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is stored.</param>
    /// <returns>What was begun. <see cref="FindRedeliveryAsync"/> says how far it is.</returns>
    /// <exception cref="ArgumentException">The endpoint of the filter is missing or disabled. Nothing was stored.</exception>
    public async Task<BulkRedelivery> StartRedeliveryAsync(DeliveryFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.EndpointId is { } endpointId)
        {
            await _registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
            _registry.ThrowIfOff(endpointId);
        }

        return await _redeliveries.StartAsync(filter, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A bulk redelivery and how far it is, or null if there is none of this id, which retention may have removed.</summary>
    /// <param name="redeliveryId">Its id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<BulkRedelivery?> FindRedeliveryAsync(string redeliveryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(redeliveryId);
        return _redeliveries.FindAsync(redeliveryId, cancellationToken);
    }

    /// <summary>Bulk redeliveries and how far they are, newest first. Of their filters it has the organization alone.</summary>
    /// <param name="organizationId">Those of this organization; null for all.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public Task<Page<BulkRedelivery>> ListRedeliveriesAsync(
        string? organizationId, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        return _redeliveries.ListAsync(organizationId, page, cancellationToken);
    }

    /// <summary>
    /// Ends a bulk redelivery. Deliveries that it made due by then are sent;
    /// <see cref="IDeliveryOperations.CancelAsync"/> cancels them too.
    /// </summary>
    /// <param name="redeliveryId">Its id.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>Whether it was ended; false when there is none of this id, or it had come to its end.</returns>
    public Task<bool> CancelRedeliveryAsync(string redeliveryId, CancellationToken cancellationToken = default) =>
        _redeliveries.CancelAsync(redeliveryId, cancellationToken);

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
            var page = await _history.ListEventsAsync(filter, new(size, next), cancellationToken).ConfigureAwait(false);
            next = page.Next;
            decisions.AddRange(page.Items.Select(published => new DryRunDecision(
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
    /// <example>
    /// <code>
    /// var replayed = await operations.ReplayAsync(
    ///     new() { From = lastNight, To = thisMorning }, endpointId: "Chat", onlyUndelivered: true);
    /// </code>
    /// </example>
    public Task<ReplayResult> ReplayAsync(
        EventFilter events, string? endpointId = null, bool onlyUndelivered = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.To <= events.From)
        {
            throw new ArgumentException(
                $"The range from {events.From:O} to {events.To:O} is empty: From must be before To.", nameof(events));
        }

        return _replay.RunAsync(events, endpointId, onlyUndelivered, cancellationToken);
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
}
