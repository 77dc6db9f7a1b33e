namespace ZeroPath.Webhooks.Storage;

/// <summary>For stores: how many deliveries to lease from a lane.</summary>
public readonly struct LaneQuota(QueueHead lane, int count)
{
    /// <summary>The lane.</summary>
    public QueueHead Lane { get; } = lane;

    /// <summary>How many, those due longest first.</summary>
    public int Count { get; } = count;
}
