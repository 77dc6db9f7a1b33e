using System.ComponentModel;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("A published event.")]
internal sealed record EventResource
{
    [Description("What identifies it; sent as webhook-id.")]
    public required string Id { get; init; }

    [Description("Its type.")]
    public required string Type { get; init; }

    [Description("The organization in which it happened.")]
    public string? OrganizationId { get; init; }

    [Description("The repository it concerns, if it is one.")]
    [FromOutside]
    public string? RepositoryId { get; init; }

    [Description("When it was published.")]
    public required DateTimeOffset PublishedAt { get; init; }

    [Description("The deadline that it was published with; left out when it has none.")]
    public DateTimeOffset? Deadline { get; init; }

    [Description("Whether its payload is still there.")]
    public required bool HasPayload { get; init; }

    [Description("What it is delivered as.")]
    public required IReadOnlyList<DeliveryResource> Deliveries { get; init; }

    /// <param name="published">The event.</param>
    /// <param name="view">What the caller sees.</param>
    public static EventResource Of(PublishedEvent published, View view) => new()
    {
        Id = published.Id,
        Type = published.Type.Name,
        OrganizationId = published.OrganizationId,
        RepositoryId = published.RepositoryId,
        PublishedAt = published.PublishedAt,
        Deadline = published.Deadline,
        HasPayload = !published.Body.IsEmpty,
        Deliveries = [.. published.Deliveries
            .Where(delivery => view.EndpointIds?.Contains(delivery.EndpointId) != false)
            .Select(delivery => DeliveryResource.Of(delivery, view))],
    };
}
