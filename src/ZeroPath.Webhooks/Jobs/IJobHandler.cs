using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs of one kind.</summary>
internal interface IJobHandler
{
    /// <summary>The kind, one of the constants of <see cref="JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>The names of handlers whose jobs it runs: of a kind that has no such names, the empty one.</summary>
    IReadOnlyCollection<string> Names => [""];

    /// <summary>How many are run at once in one process.</summary>
    int MaxConcurrency { get; }

    /// <summary>
    /// How many jobs of one subject that were started equally often are run together, as one, and one subject after the other; 1 where
    /// each is run alone.
    /// </summary>
    int MaxTogether => 1;

    /// <summary>When one that threw is run again.</summary>
    RetrySchedule Retry { get; }

    /// <summary>Runs a job, as far as it can at once.</summary>
    /// <param name="leased">The job.</param>
    /// <param name="cancellationToken">Cancelled when the host stops, or the job was cancelled or has gone to somebody else.</param>
    /// <returns>What becomes of it; null when that is recorded already.</returns>
    Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken);

    /// <summary>Runs jobs of one subject together.</summary>
    /// <returns>What becomes of each of them.</returns>
    /// <inheritdoc cref="RunAsync" path="/param"/>
    Task<JobTransition?> RunTogetherAsync(IReadOnlyList<LeasedJob> leased, CancellationToken cancellationToken) =>
        RunAsync(leased[0], cancellationToken);
}
