namespace ZeroPath.Webhooks.Storage;

/// <summary>Takes what becomes of leased jobs: a store, or a store inside a transaction of the application's.</summary>
public interface IJobWriter
{
    /// <summary>
    /// Records what becomes of a leased job, and ends the lease unless the transition keeps it. Nothing changes when the job has been
    /// leased again since, the lease has ended by an earlier record, or the job is settled. A lease whose time is over still counts until
    /// somebody else has the job.
    /// </summary>
    /// <returns>Whether it was recorded. If not, whoever runs the job should stop.</returns>
    ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken);
}
