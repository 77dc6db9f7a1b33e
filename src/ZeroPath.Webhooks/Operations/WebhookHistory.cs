using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Shows what was published and what became of it: events, deliveries, attempts and figures; and who changed what is configured.
/// </summary>
/// <param name="reader">The store's reader.</param>
/// <param name="resources">Where the store keeps what is configured.</param>
public sealed class WebhookHistory(IDeliveryReader reader, IResourceStore resources)
{
    /// <summary>Finds an event with its deliveries.</summary>
    /// <returns>The event; null if there is none of this id.</returns>
    public async Task<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        var found = await reader.ListEventsAsync(new() { EventId = eventId }, new(1), cancellationToken).ConfigureAwait(false);
        return found.Items.SingleOrDefault();
    }

    /// <summary>Finds a delivery.</summary>
    /// <returns>The delivery; null if there is none of this id.</returns>
    public async Task<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliveryId);
        var found = await reader.ListDeliveriesAsync(new() { DeliveryId = deliveryId }, new(1), cancellationToken).ConfigureAwait(false);
        return found.Items.SingleOrDefault();
    }

    /// <inheritdoc cref="IDeliveryReader.ListEventsAsync"/>
    public Task<Page<PublishedEvent>> ListEventsAsync(
        EventFilter filter, PageRequest page, CancellationToken cancellationToken = default) =>
        reader.ListEventsAsync(filter, page, cancellationToken).AsTask();

    /// <inheritdoc cref="IDeliveryReader.ListDeliveriesAsync"/>
    public Task<Page<Delivery>> ListDeliveriesAsync(
        DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken = default) =>
        reader.ListDeliveriesAsync(filter, page, cancellationToken).AsTask();

    /// <inheritdoc cref="IDeliveryReader.ListAttemptsAsync"/>
    public Task<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default) =>
        reader.ListAttemptsAsync(deliveryId, cancellationToken).AsTask();

    /// <inheritdoc cref="IDeliveryReader.GetStatisticsAsync"/>
    public Task<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        StatisticsFilter filter, TimeSpan interval, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (interval < TimeSpan.FromMinutes(1) || interval.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "Figures are kept by the minute: ask for whole minutes.");
        }

        if (filter is { ByEndpoint: true, EndpointIds: null })
        {
            throw new ArgumentException("Figures by endpoint are of the endpoints that EndpointIds names: name them.", nameof(filter));
        }

        return reader.GetStatisticsAsync(filter, interval, cancellationToken).AsTask();
    }

    /// <summary>Lists changes of endpoints, subscriptions and inbound triggers, newest first.</summary>
    /// <param name="filter">Which changes.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<Page<ActivityEntry>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var found = await resources.ListActivityAsync(filter, page, cancellationToken).ConfigureAwait(false);
        return new([.. found.Items.Select(EntryOf)], found.Next, found.SearchedTo);
    }

    private static ActivityEntry EntryOf(ResourceActivity activity) => new()
    {
        Kind = activity.Kind,
        Id = activity.Id,
        Name = activity.Name,
        OrganizationId = activity.OrganizationId,
        ChangedAt = activity.ChangedAt,
        Origin = activity.Origin,
        Before = Read(activity, activity.Before),
        After = Read(activity, activity.After),
        ChangesSecrets = activity.ChangesSecrets,
    };

    private static object? Read(ResourceActivity activity, string? settings)
    {
        if (settings is null)
        {
            return null;
        }

        var row = new ResourceRow
        {
            Kind = activity.Kind,
            Id = activity.Id,
            Name = activity.Name,
            OrganizationId = activity.OrganizationId,
            Settings = settings,
        };
        return activity.Kind switch
        {
            ResourceKind.Endpoint => ResourceCodec.BareEndpointOf(row),
            ResourceKind.Subscription => ResourceCodec.BareSubscriptionOf(row),
            _ => TriggerRows.TriggerOf(row) is { UnreadableReason: null } trigger ? trigger with { Secrets = [] } : null,
        };
    }
}
