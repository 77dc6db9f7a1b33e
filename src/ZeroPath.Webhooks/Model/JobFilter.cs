namespace ZeroPath.Webhooks;

/// <summary>Which jobs: those that all members agree on; a member that is null says nothing.</summary>
public sealed record JobFilter
{
    /// <summary>Those of this kind, one of the constants of <see cref="JobKinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>Those of this subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Those for this handler.</summary>
    public string? Handler { get; init; }

    /// <summary>Those of this organization.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Those in this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Those created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those created before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
