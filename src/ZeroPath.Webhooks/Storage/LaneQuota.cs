namespace ZeroPath.Webhooks.Storage;

/// <summary>For stores: how many deliveries to lease from a lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Count">How many, those due longest first.</param>
public readonly record struct LaneQuota(QueueHead Lane, int Count);
