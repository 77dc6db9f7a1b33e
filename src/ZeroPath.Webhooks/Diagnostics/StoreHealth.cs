namespace ZeroPath.Webhooks;

/// <summary>How a store is.</summary>
public sealed class StoreHealth
{
    /// <summary>Whether it answered in time.</summary>
    public bool IsReachable => Failure is null;

    /// <summary>Why it did not answer: what it threw, or a <see cref="TimeoutException"/>.</summary>
    public Exception? Failure { get; init; }

    /// <summary>For how long the delivery that is due longest has been due; null when none is, or the store did not answer.</summary>
    public TimeSpan? OldestDueAge { get; init; }
}
