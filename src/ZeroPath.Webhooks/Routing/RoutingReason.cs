namespace ZeroPath.Webhooks;

/// <summary>Why an event matches a subscription or not: the first of these, in this order, that stops it.</summary>
public enum RoutingReason
{
    /// <summary>It matches.</summary>
    Matched,

    /// <summary>The subscription is disabled.</summary>
    Disabled,

    /// <summary>The endpoint is disabled.</summary>
    EndpointDisabled,

    /// <summary>The event is of another organization than the subscription or its endpoint.</summary>
    Organization,

    /// <summary>The subscription does not list the event's type.</summary>
    EventType,

    /// <summary>The subscription lists none of the event's repositories.</summary>
    Repository,

    /// <summary>The event's score is below the subscription's threshold.</summary>
    Threshold,
}
