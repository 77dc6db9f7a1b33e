using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("What a subscription would have made of a stored event.")]
internal sealed record DryRunResource
{
    [Description("The event.")]
    public required string EventId { get; init; }

    [Description("Its type.")]
    public required string EventType { get; init; }

    [Description("When it was published.")]
    public required DateTimeOffset PublishedAt { get; init; }

    [Description("Whether it matches; left out when its payload is not there any more.")]
    public DecisionResource? Decision { get; init; }

    public static DryRunResource Of(DryRunDecision decision) => new()
    {
        EventId = decision.EventId,
        EventType = decision.EventType.Name,
        PublishedAt = decision.PublishedAt,
        Decision = decision.Decision is { } made ? DecisionResource.Of(made) : null,
    };
}
