namespace ZeroPath.Webhooks;

/// <summary>
/// The order of endpoints and subscriptions: what code and configuration files give, as they give it; then all others, by name and id.
/// </summary>
/// <param name="given">What code and configuration files give.</param>
internal sealed class RoutingOrder(RoutingTable given)
{
    private readonly Dictionary<string, int> _endpoints = Places(given.Endpoints.Select(endpoint => endpoint.Id));
    private readonly Dictionary<string, int> _subscriptions = Places(given.Subscriptions.Select(subscription => subscription.Id));

    public Comparer<WebhookEndpoint> Endpoints => field ??= Comparer<WebhookEndpoint>.Create(
        (one, other) => Compare(one, PlaceOf(one), other, PlaceOf(other)));

    public Comparer<WebhookSubscription> Subscriptions => field ??= Comparer<WebhookSubscription>.Create(
        (one, other) => Compare(one, PlaceOf(one), other, PlaceOf(other)));

    public static Comparer<WebhookSubscription> ByEndpoint { get; } = Comparer<WebhookSubscription>.Create((one, other) =>
        string.CompareOrdinal(one.EndpointId, other.EndpointId) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));

    public RankedSubscription Rank(WebhookEndpoint endpoint, WebhookSubscription subscription) =>
        new(endpoint, subscription, PlaceOf(endpoint), PlaceOf(subscription));

    public static int Compare(WebhookEndpoint one, int place, WebhookEndpoint other, int otherPlace) =>
        place != otherPlace ? place.CompareTo(otherPlace)
            : string.CompareOrdinal(one.Name, other.Name) is not 0 and var order ? order
            : string.CompareOrdinal(one.Id, other.Id);

    public static int Compare(WebhookSubscription one, int place, WebhookSubscription other, int otherPlace) =>
        place != otherPlace ? place.CompareTo(otherPlace) : string.CompareOrdinal(one.Id, other.Id);

    private static Dictionary<string, int> Places(IEnumerable<string> ids) => ids.Index().ToDictionary(id => id.Item, id => id.Index);

    private int PlaceOf(WebhookEndpoint endpoint) => _endpoints.GetValueOrDefault(endpoint.Id, int.MaxValue);

    private int PlaceOf(WebhookSubscription subscription) => _subscriptions.GetValueOrDefault(subscription.Id, int.MaxValue);
}
