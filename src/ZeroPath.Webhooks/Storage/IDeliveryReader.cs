using ZeroPath.Webhooks.Deliveries;

namespace ZeroPath.Webhooks.Storage;

/// <summary>What people and tests look at.</summary>
public interface IDeliveryReader
{
    /// <summary>An event with its deliveries, or null if there is none of this id.</summary>
    ValueTask<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default);

    /// <summary>A delivery, or null if there is none of this id.</summary>
    ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default);

    /// <summary>The attempts of a delivery, in the order in which they were recorded; empty if there is no such delivery.</summary>
    ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default);
}
