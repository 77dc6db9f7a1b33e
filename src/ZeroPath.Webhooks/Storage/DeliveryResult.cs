namespace ZeroPath.Webhooks.Storage;

/// <summary>What came of a leased delivery.</summary>
public sealed class DeliveryResult(string deliveryId, long fencingToken, DeliveryTransition transition, DeliveryAttempt? attempt = null)
{
    /// <summary>The delivery's id.</summary>
    public string DeliveryId { get; } = deliveryId;

    /// <summary>The lease's token.</summary>
    public long FencingToken { get; } = fencingToken;

    /// <summary>What becomes of the delivery.</summary>
    public DeliveryTransition Transition { get; } = transition;

    /// <summary>The attempt that was made, if one was.</summary>
    public DeliveryAttempt? Attempt { get; } = attempt;
}
