namespace ZeroPath.Webhooks;

/// <summary>Whether an event matches a subscription, and why or why not, with the values compared.</summary>
public sealed class RoutingDecision(
    WebhookSubscription subscription, WebhookEndpoint endpoint, RoutingReason reason, string actual, string expected)
{
    /// <summary>The subscription.</summary>
    public WebhookSubscription Subscription { get; } = subscription;

    /// <summary>Its endpoint.</summary>
    public WebhookEndpoint Endpoint { get; } = endpoint;

    /// <summary>That it matches, or the first reason why not.</summary>
    public RoutingReason Reason { get; } = reason;

    /// <summary>What the event, or the configuration, has: <c>score 82 (High)</c>, <c>SCAN_COMPLETE</c>, <c>disabled</c>.</summary>
    public string Actual { get; } = actual;

    /// <summary>What would match: <c>at least Critical</c>, <c>PR_BLOCKED</c>, <c>enabled</c>.</summary>
    public string Expected { get; } = expected;

    /// <summary>Whether it matches.</summary>
    public bool IsMatch => Reason == RoutingReason.Matched;

    /// <summary>The reason as a stable code: <c>matched</c>, <c>disabled</c>, <c>endpoint_disabled</c>, <c>organization</c>,
    /// <c>event_type</c>, <c>repository</c> or <c>threshold</c>.</summary>
    public string Code => Reason switch
    {
        RoutingReason.Matched => "matched",
        RoutingReason.Disabled => "disabled",
        RoutingReason.EndpointDisabled => "endpoint_disabled",
        RoutingReason.Organization => "organization",
        RoutingReason.EventType => "event_type",
        RoutingReason.Repository => "repository",
        _ => "threshold",
    };

    /// <summary>The code and the values compared, such as <c>threshold: score 82 (High), expected at least Critical</c>.</summary>
    public override string ToString() => IsMatch ? $"{Code}: {Actual}, {Expected}" : $"{Code}: {Actual}, expected {Expected}";
}
