namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Deliveries that are leased, as they are added, to whoever adds them, under the token <see cref="LeasedDelivery.FirstToken"/>: nobody
/// need ask the store for them.
/// </summary>
/// <param name="length">How long the lease is.</param>
/// <param name="deliveryIds">The ids of the deliveries: a set, or few of them.</param>
public sealed class FirstLease(TimeSpan length, IReadOnlyCollection<string> deliveryIds)
{
    /// <summary>How long the lease is.</summary>
    public TimeSpan Length { get; } = length;

    /// <summary>The ids of the deliveries.</summary>
    public IReadOnlyCollection<string> DeliveryIds { get; } = deliveryIds;

    /// <summary>For how long a delivery is leased; null when it is not, and so is due at once.</summary>
    public TimeSpan? LengthFor(string deliveryId) => DeliveryIds.Contains(deliveryId) ? Length : null;
}
