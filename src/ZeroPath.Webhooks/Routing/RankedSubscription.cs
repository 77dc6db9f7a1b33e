namespace ZeroPath.Webhooks;

/// <summary>A subscription with its endpoint, and where both stand in the order of results: by endpoint, then by subscription.</summary>
internal sealed class RankedSubscription(WebhookEndpoint endpoint, WebhookSubscription subscription, int endpointPlace, int place)
{
    private readonly int _endpointPlace = endpointPlace;
    private readonly int _place = place;

    public WebhookEndpoint Endpoint { get; } = endpoint;

    public WebhookSubscription Subscription { get; } = subscription;

    public static int Compare(RankedSubscription one, RankedSubscription other) =>
        !ReferenceEquals(one.Endpoint, other.Endpoint)
            && RoutingOrder.Compare(one.Endpoint, one._endpointPlace, other.Endpoint, other._endpointPlace) is not 0 and var order
            ? order
            : RoutingOrder.Compare(one.Subscription, one._place, other.Subscription, other._place);
}
