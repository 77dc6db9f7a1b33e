using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>A leased delivery that waits for its turn.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Asked">When its lease was asked for, by the monotonic clock.</param>
/// <param name="IsPublished">Whether it was leased as it was published here; if not, the loop asked the store for it.</param>
/// <param name="Wait">How much too early its turn came for its endpoint's rate; zero when it can be sent.</param>
/// <param name="Place">The place of its attempt; null before its turn.</param>
internal readonly record struct WaitingDelivery(
    LeasedDelivery Delivery, TimeSpan Asked, bool IsPublished = false, TimeSpan Wait = default, AttemptPlace? Place = null);
