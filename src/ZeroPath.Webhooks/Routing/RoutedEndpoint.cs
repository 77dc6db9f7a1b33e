namespace ZeroPath.Webhooks;

/// <summary>An endpoint that an event goes to, once.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Subscriptions">Its subscriptions that match the event, at least one, in the order of the configuration.</param>
public sealed record RoutedEndpoint(WebhookEndpoint Endpoint, IReadOnlyList<WebhookSubscription> Subscriptions);
