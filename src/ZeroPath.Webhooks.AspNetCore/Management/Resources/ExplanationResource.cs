using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Where an event went and where it would go now, and why or why not.")]
internal sealed record ExplanationResource
{
    [Description("The event.")]
    public required string EventId { get; init; }

    [Description("Whether its payload is there and can be read; if not, there are no decisions.")]
    public required bool HasPayload { get; init; }

    [Description("One for each subscription, by the configuration as it is now.")]
    public required IReadOnlyList<DecisionResource> Decisions { get; init; }

    [Description("All of it in sentences for people.")]
    [FromOutside]
    public required IReadOnlyList<string> Sentences { get; init; }

    public static ExplanationResource Of(EventExplanation explanation) => new()
    {
        EventId = explanation.Event.Id,
        HasPayload = explanation.HasPayload,
        Decisions = [.. explanation.Decisions.Select(DecisionResource.Of)],
        Sentences = explanation.Sentences,
    };
}
