namespace ZeroPath.Webhooks;

/// <summary>
/// One edit of an endpoint or a subscription, for <see cref="WebhookRegistry.UpdateAsync"/>. It is made from what
/// was read, whose version it has.
/// </summary>
public sealed class RoutingEdit
{
    private RoutingEdit(WebhookEndpoint? endpoint, WebhookSubscription? subscription, bool isRemoval) =>
        (Endpoint, Subscription, IsRemoval) = (endpoint, subscription, isRemoval);

    internal WebhookEndpoint? Endpoint { get; }

    internal WebhookSubscription? Subscription { get; }

    internal bool IsRemoval { get; }

    /// <summary>Saves an endpoint: a new one, or one that was read and changed by <c>with { … }</c>.</summary>
    public static RoutingEdit Save(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new(endpoint, null, isRemoval: false);
    }

    /// <summary>Saves a subscription: a new one, or one that was read and changed by <c>with { … }</c>.</summary>
    public static RoutingEdit Save(WebhookSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return new(null, subscription, isRemoval: false);
    }

    /// <summary>Removes an endpoint that was read, and its stored subscriptions.</summary>
    public static RoutingEdit Remove(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new(endpoint, null, isRemoval: true);
    }

    /// <summary>Removes a subscription that was read.</summary>
    public static RoutingEdit Remove(WebhookSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return new(null, subscription, isRemoval: true);
    }
}
