namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Keeps jobs, and is their queue. Every implementation is safe for concurrent callers. The store has the clock: what callers say about time is
/// how long, never when.
/// </summary>
public interface IJobStore : IJobWriter
{
    /// <summary>Whether what it keeps outlives the process. What does not is no inbox: see <see cref="ReceivingMode.Inbox"/>.</summary>
    bool IsDurable => true;

    /// <summary>
    /// Adds a job, due at once, unless one of its kind and subject has its key already. With a length it is leased to the caller by the same
    /// step; so is one that has the key already and is due.
    /// </summary>
    /// <param name="job">The job, as new.</param>
    /// <param name="lease">For how long nobody else gets it; null leaves it to whoever leases next.</param>
    /// <param name="cancellationToken">Cancels before anything is stored.</param>
    ValueTask<JobAddition> AddJobAsync(Job job, TimeSpan? lease, CancellationToken cancellationToken);

    /// <summary>
    /// Takes jobs of a kind that are due, those due longest first. A lease is a later due time and a new fencing token, and counts as an
    /// attempt: when its holder dies, the job falls due again by itself.
    /// </summary>
    ValueTask<IReadOnlyList<LeasedJob>> LeaseJobsAsync(string kind, int max, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>How long until the next job of a kind is due; zero when one is due already, null when none is pending.</summary>
    ValueTask<TimeSpan?> NextJobDueAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Lets a lease end this much later than now, and keeps what the job has come to so far.</summary>
    /// <param name="leased">The lease.</param>
    /// <param name="length">For how long from now nobody else gets it.</param>
    /// <param name="result">The job's new <see cref="Job.Result"/>; null keeps the one it has.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>False, with nothing changed, when the lease is not the job's last one or the job is settled: whoever runs it should stop.</returns>
    ValueTask<bool> ExtendJobAsync(LeasedJob leased, TimeSpan length, string? result, CancellationToken cancellationToken);

    /// <summary>Removes a job with its key, as if it had never been added. Nothing happens when the lease is not its last one or it is settled.</summary>
    ValueTask RemoveJobAsync(LeasedJob leased, CancellationToken cancellationToken);

    /// <summary>A job with its body, or null if there is none of this id.</summary>
    ValueTask<Job?> FindJobAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Jobs, newest first, without their bodies.</summary>
    ValueTask<Page<Job>> ListJobsAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken = default);

    /// <summary>Makes a settled job pending again, due at once and with all its attempts before it; its result stays until a new one comes.</summary>
    /// <returns>Whether it became pending; false when there is none of this id, or it is pending.</returns>
    ValueTask<bool> RetryJobAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Cancels a pending job. An attempt that is under way is told when it next asks, and changes nothing any more.</summary>
    /// <returns>Whether it was cancelled; false when there is none of this id, or it is settled.</returns>
    ValueTask<bool> CancelJobAsync(string jobId, string reason, CancellationToken cancellationToken = default);

    /// <summary>Removes jobs that have been settled for this long, with their keys. Pending ones are never touched.</summary>
    /// <param name="filter">Which jobs.</param>
    /// <param name="age">For how long they have been settled at least.</param>
    /// <param name="max">How many at most: a bound on how long other callers wait.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were removed; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> PurgeJobsAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken = default);
}
