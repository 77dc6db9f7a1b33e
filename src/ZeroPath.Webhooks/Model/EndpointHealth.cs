namespace ZeroPath.Webhooks;

/// <summary>How an endpoint has been doing, on all nodes. Attempts that did not count, such as test sends, are not in it.</summary>
public sealed class EndpointHealth
{
    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The part of attempts that succeeded, from 0 to 1. Of about the last hundred; newer ones weigh more.</summary>
    public required double SuccessRate { get; init; }

    /// <summary>How long attempts that succeeded took, on average in the same way; null when none did.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How many attempts have failed since the last that succeeded.</summary>
    public required int FailureStreak { get; init; }

    /// <summary>For how long it has failed without a success; null when its last attempt succeeded.</summary>
    public TimeSpan? FailingFor { get; init; }

    /// <summary>
    /// For how long it has failed steadily: without a success, and without a stretch in which too little was sent to say so; null when its
    /// last attempt succeeded. The first attempt after such a stretch begins it anew.
    /// </summary>
    public TimeSpan? SteadilyFailingFor { get; init; }

    /// <summary>How many attempts have failed meanwhile.</summary>
    public int SteadyFailures { get; init; }

    /// <summary>When the last attempt that succeeded was recorded; null when none has.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When the last attempt that failed was recorded; null when none has.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>
    /// How long nothing is sent to it yet; zero when it is looked at with one request at a time; null when it is not held.
    /// </summary>
    public TimeSpan? HeldFor { get; init; }

    /// <summary>How many times in a row it has been held.</summary>
    public required int Holds { get; init; }
}
