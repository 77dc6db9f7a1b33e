namespace ZeroPath.Webhooks;

/// <summary>Figures of what came of deliveries in one interval: results count when they are recorded.</summary>
public sealed class DeliveryStatistics
{
    /// <summary>The endpoint whose figures these are; null for those of all endpoints that were asked for together.</summary>
    public string? EndpointId { get; init; }

    /// <summary>When the interval begins: a whole number of intervals after 1970-01-01T00:00:00Z.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many succeeded.</summary>
    public required long Succeeded { get; init; }

    /// <summary>How many failed: they are not tried again.</summary>
    public required long Failed { get; init; }

    /// <summary>How many were cancelled, also of successes that were sent again, which they stay (D45).</summary>
    public required long Cancelled { get; init; }

    /// <summary>How many attempts are followed by another one.</summary>
    public required long Retried { get; init; }

    /// <summary>How many were opened again, to be sent once more. What becomes of them counts beside this.</summary>
    public required long Redelivered { get; init; }

    /// <summary>
    /// The attempts by their number, from 1: how many deliveries succeed at which. <see cref="AttemptFigures.MaxNumber"/> stands for all
    /// that follow too.
    /// </summary>
    public required IReadOnlyList<AttemptFigures> Attempts { get; init; }

    /// <summary>How many attempts ended how. What did not happen is left out.</summary>
    public required IReadOnlyDictionary<AttemptOutcome, long> Outcomes { get; init; }

    /// <summary>
    /// The median time from publish to acceptance of those that succeeded, within a tenth of it; null when none did. The other percentiles
    /// are alike.
    /// </summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <summary>The time within which 95 % of those that succeeded were accepted; null when none did.</summary>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>The time within which 99 % of those that succeeded were accepted; null when none did.</summary>
    public TimeSpan? LatencyP99 { get; init; }
}
