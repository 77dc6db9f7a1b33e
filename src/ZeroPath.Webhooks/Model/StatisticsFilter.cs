namespace ZeroPath.Webhooks;

/// <summary>Which results count: those that all members agree on; a member that is null says nothing.</summary>
public sealed record StatisticsFilter
{
    /// <summary>Those of deliveries to any of these endpoints; none if it is empty.</summary>
    public IReadOnlyCollection<string>? EndpointIds { get; init; }

    /// <summary>Those recorded in the minute of this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those recorded in minutes that begin before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
