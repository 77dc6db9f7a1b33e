namespace ZeroPath.Webhooks.Storage;

/// <summary>For stores: how many deliveries to lease from a lane.</summary>
public readonly struct LaneQuota(QueueHead lane, int count, bool isOrdered)
{
    /// <summary>The lane.</summary>
    public QueueHead Lane { get; } = lane;

    /// <summary>How many, those due longest first.</summary>
    public int Count { get; } = count;

    /// <summary>Whether its endpoint is ordered: the first of its row is the one to lease.</summary>
    public bool IsOrdered { get; } = isOrdered;
}
