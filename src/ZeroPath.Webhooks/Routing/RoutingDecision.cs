namespace ZeroPath.Webhooks;

/// <summary>Whether an event matches a subscription, and why or why not, with the values compared.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Reason">That it matches, or the first reason why not.</param>
/// <param name="Actual">What the event, or the configuration, has: <c>score 82 (High)</c>, <c>SCAN_COMPLETE</c>, <c>disabled</c>.</param>
/// <param name="Expected">What would match: <c>at least Critical</c>, <c>PR_BLOCKED</c>, <c>enabled</c>.</param>
public sealed record RoutingDecision(
    WebhookSubscription Subscription, WebhookEndpoint Endpoint, RoutingReason Reason, string Actual, string Expected)
{
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
