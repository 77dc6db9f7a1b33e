using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Shows what was published and what became of it: events, deliveries, attempts and figures.</summary>
/// <param name="reader">The store's reader.</param>
public sealed class WebhookHistory(IDeliveryReader reader)
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

        return reader.GetStatisticsAsync(filter, interval, cancellationToken).AsTask();
    }
}
