namespace ZeroPath.Webhooks;

/// <summary>Figures of the deliveries created in one interval.</summary>
public sealed class DeliveryStatistics
{
    /// <summary>When the interval begins: a whole number of intervals after 1970-01-01T00:00:00Z.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many are pending.</summary>
    public required long Pending { get; init; }

    /// <summary>How many succeeded.</summary>
    public required long Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public required long Failed { get; init; }

    /// <summary>How many were cancelled.</summary>
    public required long Cancelled { get; init; }

    /// <summary>The median time from publish to acceptance of those that succeeded; null when none did.</summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <summary>The time within which 95 % of those that succeeded were accepted; null when none did.</summary>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>The time within which 99 % of those that succeeded were accepted; null when none did.</summary>
    public TimeSpan? LatencyP99 { get; init; }
}
