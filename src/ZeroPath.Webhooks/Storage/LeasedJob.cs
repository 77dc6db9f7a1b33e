namespace ZeroPath.Webhooks.Storage;

/// <summary>A job that its holder alone may run until the lease runs out.</summary>
public sealed class LeasedJob(Job job, long fencingToken)
{
    /// <summary>The job, as it is with this lease.</summary>
    public Job Job { get; } = job;

    /// <summary>Grows with every lease of the job. What is recorded with an older one came too late and changes nothing.</summary>
    public long FencingToken { get; } = fencingToken;
}
