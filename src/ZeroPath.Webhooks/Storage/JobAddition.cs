namespace ZeroPath.Webhooks.Storage;

/// <summary>What adding a job came to.</summary>
public sealed class JobAddition(Job job, bool isNew, LeasedJob? lease)
{
    /// <summary>The job as stored: the one that was added, or the one that has its key already.</summary>
    public Job Job { get; } = job;

    /// <summary>Whether it was added.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>The caller's lease of it; null if none was asked for, or it is leased to somebody else, not due, or settled.</summary>
    public LeasedJob? Lease { get; } = lease;
}
