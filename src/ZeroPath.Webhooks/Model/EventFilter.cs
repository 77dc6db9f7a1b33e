using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Which events: those that all members agree on; a member that is null says nothing.</summary>
public sealed record EventFilter
{
    /// <summary>The one of this id.</summary>
    public string? EventId { get; init; }

    /// <summary>Those of this type.</summary>
    public WebhookEventType? Type { get; init; }

    /// <summary>Those in this organization.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Those that concern this repository.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>Those published at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those published before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
