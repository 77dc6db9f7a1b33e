using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Decides for one subscription after the other whether an event matches it. Says what the index finds, with reasons.</summary>
internal sealed class RoutingExplanation
{
    private readonly EventFacts _facts;
    private readonly VulnerabilityScore? _score;
    private readonly string _type;
    private readonly string _repositories;

    /// <param name="event">The event.</param>
    /// <param name="scored">It again; null if its score does not matter.</param>
    public RoutingExplanation(WebhookEvent @event, KnownEvent? scored)
    {
        _facts = EventFacts.Of(@event);
        _score = scored is null ? null : VulnerabilityScore.Of(scored);
        _type = @event switch
        {
            UnknownEvent { Problems.Count: > 0 } => $"{@event.Type}, which breaks the rules of its type",
            UnknownEvent => $"{@event.Type}, an unknown type",
            _ => @event.Type.Name,
        };
        _repositories = string.Join(", ", _facts.RepositoryNames.Concat(_facts.RepositoryIds).Distinct()) is { Length: > 0 } names
            ? names
            : "no repository";
    }

    public RoutingDecision Decide(WebhookSubscription subscription, WebhookEndpoint endpoint)
    {
        var (reason, actual, expected) = Compare(subscription, endpoint);
        return new(subscription, endpoint, reason, actual, expected);
    }

    private (RoutingReason Reason, string Actual, string Expected) Compare(WebhookSubscription subscription, WebhookEndpoint endpoint)
    {
        if (!subscription.Enabled)
        {
            return (RoutingReason.Disabled, "disabled", "enabled");
        }

        if (!endpoint.Enabled)
        {
            return (
                RoutingReason.EndpointDisabled,
                endpoint.DisabledReason is { } why ? $"disabled: {why.TrimEnd('.')}" : "disabled",
                "enabled");
        }

        // Both must agree with the event, so that a subscription never feeds another organization's endpoint, configured wrongly or not.
        if ((Foreign(subscription.OrganizationId) ?? Foreign(endpoint.OrganizationId)) is { } organization)
        {
            return (RoutingReason.Organization, _facts.OrganizationId ?? "no organization", organization);
        }

        if (!subscription.EventTypes.Includes(_facts))
        {
            return (RoutingReason.EventType, _type, subscription.EventTypes.ToString());
        }

        if (!subscription.Repositories.Includes(_facts))
        {
            return (RoutingReason.Repository, _repositories, subscription.Repositories.ToString());
        }

        if (_score is not { } score)
        {
            return (RoutingReason.Matched, _type, "whatever its severity, since the threshold does not apply to it");
        }

        var reason = score.Passes(subscription.Threshold) ? RoutingReason.Matched : RoutingReason.Threshold;
        return (reason, score.ToString(), $"at least {subscription.Threshold}");
    }

    private string? Foreign(string? organization) => organization == _facts.OrganizationId ? null : organization;
}
