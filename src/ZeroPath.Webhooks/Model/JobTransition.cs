namespace ZeroPath.Webhooks;

/// <summary>What becomes of a leased job.</summary>
public sealed class JobTransition
{
    private JobTransition(JobState state) => State = state;

    /// <summary>It is due again at once, and the start does not count: the host stops.</summary>
    public static JobTransition Released { get; } = new(JobState.Pending) { CountsStart = false };

    /// <summary>It is removed with its key, as if it had never been added.</summary>
    public static JobTransition Withdrawn { get; } = new(JobState.Cancelled) { Removes = true };

    /// <summary>The state that it goes to.</summary>
    public JobState State { get; }

    /// <summary>Why the attempt failed, or the job is cancelled; null otherwise.</summary>
    public string? Reason { get; private init => field = StorableText.Of(value); }

    /// <summary>The job's new <see cref="Job.Result"/>; null keeps the one it has.</summary>
    public string? Result { get; private init => field = StorableText.Of(value); }

    /// <summary>While it stays pending: how long from now it is due again.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>Whether the start stays in <see cref="Job.Starts"/>.</summary>
    public bool CountsStart { get; private init; } = true;

    /// <summary>Whether the lease goes on, with its token. Otherwise it is over.</summary>
    public bool KeepsLease { get; private init; }

    /// <summary>Whether the job is removed.</summary>
    public bool Removes { get; private init; }

    /// <summary>It was done.</summary>
    public static JobTransition Succeeded(string? result = null) => new(JobState.Succeeded) { Result = result };

    /// <summary>It is given up.</summary>
    public static JobTransition Failed(string reason, string? result = null) => new(JobState.Failed) { Reason = reason, Result = result };

    /// <summary>It is not done, because what it belongs to is not there to do it.</summary>
    public static JobTransition Cancelled(string reason) => new(JobState.Cancelled) { Reason = reason };

    /// <summary>It is run again after this time.</summary>
    public static JobTransition Retry(TimeSpan delay, string reason, string? result = null) =>
        new(JobState.Pending) { Delay = delay, Reason = reason, Result = result };

    /// <summary>What has been done of it so far stays, and the next part is due at once; the start does not count.</summary>
    public static JobTransition Continue(string result) => new(JobState.Pending) { CountsStart = false, Result = result };

    /// <summary>Its lease goes on, and ends this much later than now.</summary>
    public static JobTransition Extended(TimeSpan length, string? result = null) =>
        new(JobState.Pending) { Delay = length, Result = result, KeepsLease = true };

    /// <summary>D58: what to record when a store refuses this: without text, and at last that it failed.</summary>
    internal IEnumerable<JobTransition> Simpler()
    {
        yield return new(State) { Delay = Delay, CountsStart = CountsStart, KeepsLease = KeepsLease, Removes = Removes };
        yield return Failed(DeliveryReasons.Unrecordable);
    }
}
