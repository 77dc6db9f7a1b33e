namespace ZeroPath.Webhooks;

/// <summary>How much there is to send.</summary>
public readonly struct QueueDepth(long due, long inFlight, TimeSpan? oldestDueAge = null)
{
    /// <summary>How many deliveries are due and wait for a node to take them up, those to endpoints that are held included.</summary>
    public long Due { get; } = due;

    /// <summary>How many deliveries are leased: a node attempts them, or will in a moment.</summary>
    public long InFlight { get; } = inFlight;

    /// <summary>
    /// For how long the delivery that is due longest has been due; null when none is. Where more than 10,000 endpoints have something due,
    /// a store may look at so many of them.
    /// </summary>
    public TimeSpan? OldestDueAge { get; } = oldestDueAge;
}
