namespace ZeroPath.Webhooks;

/// <summary>How much there is to send.</summary>
/// <param name="Due">How many deliveries are due and wait for a node to take them up, those to endpoints that are held included.</param>
/// <param name="InFlight">How many deliveries are leased: a node attempts them, or will in a moment.</param>
/// <param name="OldestDueAge">For how long the delivery that is due longest has been due; null when none is.</param>
public readonly record struct QueueDepth(long Due, long InFlight, TimeSpan? OldestDueAge = null);
