namespace ZeroPath.Webhooks.Storage;

/// <summary>Where what came of a job goes: a store, or a store inside a transaction of the caller's.</summary>
public interface IJobWriter
{
    /// <summary>
    /// Records what came of a leased job, and ends the lease. Nothing changes when the lease is not the job's last one, has been recorded before,
    /// or the job is settled; a lease that has run out still counts until somebody else has the job.
    /// </summary>
    /// <returns>Whether it was recorded.</returns>
    ValueTask<bool> RecordJobAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken);
}
