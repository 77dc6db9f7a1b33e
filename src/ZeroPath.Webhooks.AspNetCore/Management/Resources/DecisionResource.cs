using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Whether an event matches a subscription, and why or why not.")]
internal sealed record DecisionResource
{
    [Description("The subscription.")]
    public required string SubscriptionId { get; init; }

    [Description("Its endpoint.")]
    public required string EndpointId { get; init; }

    [Description("What people call the endpoint.")]
    [FromOutside]
    public required string EndpointName { get; init; }

    [Description("Whether it matches.")]
    public required bool IsMatch { get; init; }

    [Description("matched, or the first reason why not: disabled, endpoint_disabled, organization, event_type, repository or threshold.")]
    public required string Code { get; init; }

    [Description("What the event, or the configuration, has.")]
    [FromOutside]
    public required string Actual { get; init; }

    [Description("What would match.")]
    [FromOutside]
    public required string Expected { get; init; }

    public static DecisionResource Of(RoutingDecision decision) => new()
    {
        SubscriptionId = decision.Subscription.Id,
        EndpointId = decision.Endpoint.Id,
        EndpointName = decision.Endpoint.Name,
        IsMatch = decision.IsMatch,
        Code = decision.Code,
        Actual = decision.Actual,
        Expected = decision.Expected,
    };
}
