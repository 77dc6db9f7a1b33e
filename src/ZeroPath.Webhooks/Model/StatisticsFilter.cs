namespace ZeroPath.Webhooks;

/// <summary>Which results count: those that all members agree on; a member that is null says nothing.</summary>
public sealed record StatisticsFilter
{
    /// <summary>Those of deliveries to any of these endpoints; none if it is empty.</summary>
    public IReadOnlyCollection<string>? EndpointIds { get; init; }

    /// <summary>Whether each of <see cref="EndpointIds"/> has figures of its own.</summary>
    public bool ByEndpoint { get; init; }

    /// <summary>
    /// Those recorded in the minute of this time or later. Of what is older than an hour, a store may know no more than the quarter of an
    /// hour: then it counts as recorded when that began, and the quarter of this time counts whole.
    /// </summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those recorded in minutes, or quarters, that begin before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
