namespace ZeroPath.Webhooks.Routing;

/// <summary>Why an event matches a subscription or not: the first of these, in this order, that stops it (D25).</summary>
public enum RoutingReason
{
    /// <summary>It matches.</summary>
    Matched,

    /// <summary>The subscription is disabled.</summary>
    Disabled,

    /// <summary>The endpoint is disabled.</summary>
    EndpointDisabled,

    /// <summary>The event is of another organization than the subscription or its endpoint (D22).</summary>
    Organization,

    /// <summary>The subscription does not list the event's type (D21).</summary>
    EventType,

    /// <summary>The subscription lists none of the event's repositories (D19, D20).</summary>
    Repository,

    /// <summary>The event's score is below the subscription's threshold (D15–D18).</summary>
    Threshold,
}
