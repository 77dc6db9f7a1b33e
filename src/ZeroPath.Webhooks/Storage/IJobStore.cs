namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Keeps jobs, and is their queue. Every implementation is safe for concurrent callers. The store has the clock: what callers say about
/// time is how long, never when.
/// </summary>
public interface IJobStore : IJobWriter
{
    /// <summary>
    /// Adds jobs, due at once, all or none. A job whose kind, subject, handler and key another job has already is not added. With a length
    /// each is leased to the caller by the same step, and so is a job that has the key already and is due.
    /// </summary>
    /// <param name="jobs">The jobs, as new. No two of them have the same kind, subject, handler and key.</param>
    /// <param name="lease">For how long nobody else gets them; null leaves them to whoever leases next.</param>
    /// <param name="cancellationToken">Cancels before anything is stored.</param>
    /// <returns>What adding each job came to, in the order of the jobs.</returns>
    ValueTask<IReadOnlyList<JobAddition>> AddAsync(IReadOnlyList<Job> jobs, TimeSpan? lease, CancellationToken cancellationToken);

    /// <summary>
    /// Leases jobs that are due, those due longest first. A lease is a later due time and a new fencing token, and counts as a start: when
    /// its holder dies, the job falls due again by itself.
    /// </summary>
    ValueTask<IReadOnlyList<LeasedJob>> LeaseAsync(JobLeaseRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// How long until the next job that a request asks for is due; zero when one is due already, null when none is pending.
    /// </summary>
    ValueTask<TimeSpan?> NextDueAsync(JobLeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Finds a job, with its body.</summary>
    /// <returns>The job; null if there is none of this id.</returns>
    ValueTask<Job?> FindAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Lists jobs, newest first, without their bodies.</summary>
    ValueTask<Page<Job>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// How the jobs of a kind stand: a text that is another one after some of them were added, leased, settled or made pending again. It
    /// is asked for every second, and takes looking up a few rows, however many jobs there are; with more than a thousand pending it may
    /// miss what becomes of the others.
    /// </summary>
    /// <param name="kind">The kind, one of the constants of <see cref="JobKinds"/>.</param>
    /// <param name="organizationId">
    /// Those of this organization, and no change of others is seen; null for all. Received events are the host's: of an organization there
    /// are none.
    /// </param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<string> GetMarkAsync(string kind, string? organizationId, CancellationToken cancellationToken);

    /// <summary>Makes a settled job pending again, due at once and with no start counted; its result stays until a new one comes.</summary>
    /// <returns>Whether it became pending; false when there is none of this id, or it is pending.</returns>
    ValueTask<bool> RetryAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Cancels a pending job. Whoever runs it is told at the next record, and changes nothing any more.</summary>
    /// <returns>Whether it was cancelled; false when there is none of this id, or it is settled.</returns>
    ValueTask<bool> CancelAsync(string jobId, string reason, CancellationToken cancellationToken);

    /// <summary>Removes jobs that have been settled for this long, with their keys. Pending ones are never touched.</summary>
    /// <param name="filter">Which jobs.</param>
    /// <param name="age">For how long they have been settled at least.</param>
    /// <param name="max">How many at most: a bound on how long other callers wait.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>How many were removed; fewer than <paramref name="max"/> when none is left.</returns>
    ValueTask<int> PurgeAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken);
}
