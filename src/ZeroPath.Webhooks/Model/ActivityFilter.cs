namespace ZeroPath.Webhooks;

/// <summary>Which changes: those that all members agree on; a member that is null says nothing.</summary>
public sealed record ActivityFilter
{
    /// <summary>Those of things of this kind.</summary>
    public ResourceKind? Kind { get; init; }

    /// <summary>Those of what has this id.</summary>
    public string? Id { get; init; }

    /// <summary>Those of what belongs to this organization: a subscription does with its endpoint.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Those made at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those made before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
