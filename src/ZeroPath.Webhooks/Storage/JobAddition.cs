namespace ZeroPath.Webhooks.Storage;

/// <summary>What adding a job came to.</summary>
/// <param name="Job">The job as stored: the one that was added, or the one that has its key already.</param>
/// <param name="IsNew">Whether it was added.</param>
/// <param name="Lease">The caller's lease of it; null if none was asked for, or it is leased to somebody else, not due, or settled.</param>
public sealed record JobAddition(Job Job, bool IsNew, LeasedJob? Lease);
