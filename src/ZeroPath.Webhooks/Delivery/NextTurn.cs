using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>What follows when a delivery's turn is over.</summary>
/// <param name="Delivery">The delivery whose turn it is now; null when there is none, or no place for it.</param>
/// <param name="Released">
/// What waited for the same endpoint, when the attempt failed: it must not be sent as if nothing had happened.
/// </param>
/// <param name="RunsLow">Whether more should be leased.</param>
internal readonly record struct NextTurn(WaitingDelivery? Delivery, IReadOnlyList<LeasedDelivery> Released, bool RunsLow);
