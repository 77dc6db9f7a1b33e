using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>What the scheduler has room for.</summary>
/// <param name="Request">What to lease; null when enough waits already.</param>
/// <param name="NextTurn">Until when an endpoint must wait for its rate; null when none must.</param>
/// <param name="Asked">When the scheduler was asked, by the monotonic clock.</param>
/// <param name="Off">Endpoints that are disabled or removed, as far as the store has asked for their room.</param>
internal readonly record struct RoomToLease(
    LeaseRequest? Request, TimeSpan? NextTurn, TimeSpan Asked, IReadOnlyCollection<string> Off);
