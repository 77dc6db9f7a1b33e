using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Which deliveries: those that all members agree on; a member that is null says nothing.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Every delivery.</summary>
    public static DeliveryFilter All { get; } = new();

    /// <summary>The delivery of this id.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Those of this event.</summary>
    public string? EventId { get; init; }

    /// <summary>Those in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Those to this endpoint.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Those to any of these endpoints; none if it is empty.</summary>
    public IReadOnlyCollection<string>? EndpointIds { get; init; }

    /// <summary>Those of events of this type.</summary>
    public WebhookEventType? EventType { get; init; }

    /// <summary>Those of events in this organization.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Those of events that concern this repository.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>Those created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those created before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Those settled before this time, and not pending since.</summary>
    public DateTimeOffset? SettledBefore { get; init; }
}
