namespace ZeroPath.Webhooks.Storage;

/// <summary>A job that its holder alone may run until the lease runs out.</summary>
/// <param name="Job">The job, as it is with this lease.</param>
/// <param name="FencingToken">
/// Grows with every lease of the job. What is recorded with an older one came too late and changes nothing.
/// </param>
public sealed record LeasedJob(Job Job, long FencingToken);
