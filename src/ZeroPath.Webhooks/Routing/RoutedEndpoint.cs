namespace ZeroPath.Webhooks;

/// <summary>An endpoint that an event goes to, once.</summary>
public sealed class RoutedEndpoint(WebhookEndpoint endpoint, IReadOnlyList<WebhookSubscription> subscriptions)
{
    /// <summary>The endpoint.</summary>
    public WebhookEndpoint Endpoint { get; } = endpoint;

    /// <summary>Its subscriptions that match the event, at least one, in the order of the configuration.</summary>
    public IReadOnlyList<WebhookSubscription> Subscriptions { get; } = subscriptions;
}
