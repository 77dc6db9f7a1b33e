namespace ZeroPath.Webhooks.Storage;

/// <summary>What came of a leased delivery.</summary>
/// <param name="DeliveryId">The delivery's id.</param>
/// <param name="FencingToken">The lease's token.</param>
/// <param name="Transition">What becomes of the delivery.</param>
/// <param name="Attempt">The attempt that was made, if one was.</param>
public sealed record DeliveryResult(string DeliveryId, long FencingToken, DeliveryTransition Transition, DeliveryAttempt? Attempt = null);
