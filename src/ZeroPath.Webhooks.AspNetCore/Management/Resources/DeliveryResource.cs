using System.ComponentModel;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("One event to one endpoint.")]
internal sealed record DeliveryResource
{
    [Description("What identifies it; sent as zeropath-delivery.")]
    public required string Id { get; init; }

    [Description("The event.")]
    public required string EventId { get; init; }

    [Description("The type of the event.")]
    public required string EventType { get; init; }

    [Description("The endpoint.")]
    public required string EndpointId { get; init; }

    [Description("What people call the endpoint; left out when it is not there any more.")]
    [FromOutside]
    public string? EndpointName { get; init; }

    [Description("The subscriptions that matched.")]
    public required IReadOnlyList<string> SubscriptionIds { get; init; }

    [Description("When the event was published, or replayed.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("How far it is.")]
    public required DeliveryState State { get; init; }

    [Description("Why it failed or was cancelled, such as exhausted.")]
    public string? Reason { get; init; }

    [Description("How many attempts have counted so far.")]
    public required int AttemptCount { get; init; }

    [Description("When it was settled; left out while it is pending.")]
    public DateTimeOffset? SettledAt { get; init; }

    [Description("When the next attempt is due; left out once it is settled.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("From when it is not attempted any more, and fails; left out when there is no such time, and once it is settled.")]
    public DateTimeOffset? Deadline { get; init; }

    [Description("Its attempts, where one delivery is shown alone.")]
    public IReadOnlyList<AttemptResource>? Attempts { get; init; }

    [Description("What its next request would be, where one delivery is shown alone; left out when payload or endpoint are not there.")]
    public RequestResource? Request { get; init; }

    /// <param name="delivery">The delivery.</param>
    /// <param name="view">What the caller sees.</param>
    /// <param name="attempts">Its attempts, where they are shown.</param>
    public static DeliveryResource Of(Delivery delivery, View view, IReadOnlyList<AttemptResource>? attempts = null) => new()
    {
        Id = delivery.Id,
        EventId = delivery.EventId,
        EventType = delivery.EventType.Name,
        EndpointId = delivery.EndpointId,
        EndpointName = view.FindEndpoint(delivery.EndpointId)?.Name,
        SubscriptionIds = delivery.SubscriptionIds,
        CreatedAt = delivery.CreatedAt,
        State = delivery.State,
        Reason = delivery.Reason,
        AttemptCount = delivery.AttemptCount,
        SettledAt = delivery.SettledAt,
        DueAt = delivery.DueAt,
        Deadline = delivery.Deadline,
        Attempts = attempts,
    };
}
