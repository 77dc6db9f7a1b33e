using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs of one kind.</summary>
internal interface IJobHandler
{
    /// <summary>The kind, one of the constants of <see cref="JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>How many are run at once in one process.</summary>
    int MaxConcurrency { get; }

    /// <summary>When one that threw is run again.</summary>
    RetrySchedule Retry { get; }

    /// <summary>Runs a job, as far as it can at once.</summary>
    /// <param name="leased">The job.</param>
    /// <param name="cancellationToken">Cancelled when the host stops, or the job was cancelled or has gone to somebody else.</param>
    /// <returns>What becomes of it; null when that is recorded already.</returns>
    Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken);
}
