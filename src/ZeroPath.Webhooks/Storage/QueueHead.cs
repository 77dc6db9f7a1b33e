namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// For stores: the pending deliveries of one endpoint, first attempts and retries apart, that wait in the order in which they are due.
/// </summary>
public readonly struct QueueHead(string endpointId, bool isRetry, TimeSpan dueIn, TimeSpan? heldFor, int failureStreak)
{
    /// <summary>The endpoint's id.</summary>
    public string EndpointId { get; } = endpointId;

    /// <summary>Whether they were attempted before.</summary>
    public bool IsRetry { get; } = isRetry;

    /// <summary>How long until the first of them is due; zero or less when it is.</summary>
    public TimeSpan DueIn { get; } = dueIn;

    /// <summary>How long the endpoint is held yet; zero or less when its one probe may be made; null when it is not held.</summary>
    public TimeSpan? HeldFor { get; } = heldFor;

    /// <summary>How many attempts to the endpoint have failed since the last that succeeded.</summary>
    public int FailureStreak { get; } = failureStreak;

    /// <summary>
    /// Of an endpoint that is ordered, how long yet nothing of it can be leased, because something is, or because the first of its row is
    /// not due; zero or less, or null, when something can be.
    /// </summary>
    public TimeSpan? BlockedFor { get; init; }

    /// <summary>Whether an attempt may take long.</summary>
    internal bool IsSlow => IsRetry || FailureStreak > 0;

    internal TimeSpan OpenIn => Later(BlockedFor, Later(HeldFor, DueIn));

    private static TimeSpan Later(TimeSpan? one, TimeSpan other) => one > other ? one.Value : other;
}
