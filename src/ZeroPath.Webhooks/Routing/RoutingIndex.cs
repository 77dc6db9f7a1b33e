using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks;

/// <summary>
/// Endpoints and subscriptions with all that finds them, as an immutable value: a change makes another one, which shares with it what the
/// change does not touch.
/// </summary>
internal sealed class RoutingIndex
{
    private readonly RoutingOrder _order;

    /// <summary>All of it at once.</summary>
    /// <param name="order">The order of lists and results.</param>
    /// <param name="endpoints">The endpoints, each with an id of its own.</param>
    /// <param name="subscriptions">The subscriptions, each with an id of its own.</param>
    public RoutingIndex(
        RoutingOrder order, IReadOnlyCollection<WebhookEndpoint> endpoints, IReadOnlyCollection<WebhookSubscription> subscriptions)
    {
        _order = order;
        Endpoints = new(order.Endpoints, endpoints);
        EndpointsById = new(StringComparer.Ordinal, [.. endpoints.Select(endpoint => KeyValuePair.Create(endpoint.Id, endpoint))]);
        ByEndpoint = new(RoutingOrder.ByEndpoint, subscriptions);
        List<WebhookSubscription> inForce = [];
        List<WebhookSubscription> waiting = [];
        List<RankedSubscription> ofHost = [];
        Dictionary<string, List<RankedSubscription>> ofOrganizations = [];
        foreach (var subscription in subscriptions)
        {
            var endpoint = FindEndpoint(subscription.EndpointId);
            (endpoint is null ? waiting : inForce).Add(subscription);
            if (endpoint is not null && CanMatch(endpoint, subscription))
            {
                var matching = (subscription.OrganizationId ?? endpoint.OrganizationId) is not { } organization ? ofHost
                    : CollectionsMarshal.GetValueRefOrAddDefault(ofOrganizations, organization, out _) ??= [];
                matching.Add(order.Rank(endpoint, subscription));
            }
        }

        Subscriptions = new(order.Subscriptions, inForce);
        Waiting = new(order.Subscriptions, waiting);
        OfHost = SubscriptionIndex.Of(ofHost);
        OfOrganizations = new(
            StringComparer.Ordinal, [.. ofOrganizations.Select(own => KeyValuePair.Create(own.Key, SubscriptionIndex.Of(own.Value)))]);
    }

    private RoutingIndex(RoutingIndex other)
    {
        _order = other._order;
        (Endpoints, EndpointsById) = (other.Endpoints, other.EndpointsById);
        (Subscriptions, Waiting, ByEndpoint) = (other.Subscriptions, other.Waiting, other.ByEndpoint);
        (OfHost, OfOrganizations) = (other.OfHost, other.OfOrganizations);
    }

    /// <summary>The endpoints, in order.</summary>
    public SortedItems<WebhookEndpoint> Endpoints { get; private init; }

    /// <summary>The subscriptions whose endpoint is there, in order.</summary>
    public SortedItems<WebhookSubscription> Subscriptions { get; private init; }

    /// <summary>The subscriptions that can match events of all organizations.</summary>
    public SubscriptionIndex OfHost { get; private init; }

    /// <summary>Those that can match events of one organization, by its id.</summary>
    public ShardedMap<SubscriptionIndex> OfOrganizations { get; private init; }

    private ShardedMap<WebhookEndpoint> EndpointsById { get; init; }

    // Those whose endpoint is not there.
    private SortedItems<WebhookSubscription> Waiting { get; init; }

    // All, those that wait too.
    private SortedItems<WebhookSubscription> ByEndpoint { get; init; }

    public WebhookEndpoint? FindEndpoint(string id) => EndpointsById.Find(id);

    /// <summary>The subscription with this id, if its endpoint is there.</summary>
    public WebhookSubscription? FindSubscription(string id) => Subscriptions.Find(Like(id, ""));

    /// <summary>The subscription with this id, whether its endpoint is there or not.</summary>
    public WebhookSubscription? FindAnySubscription(string id) => FindSubscription(id) ?? Waiting.Find(Like(id, ""));

    /// <summary>All subscriptions of an endpoint, whether it is there or not.</summary>
    public IEnumerable<WebhookSubscription> SubscriptionsOf(string endpointId) =>
        ByEndpoint.From(Like("", endpointId)).TakeWhile(subscription => subscription.EndpointId == endpointId);

    /// <summary>With this endpoint in the place of the one with its id.</summary>
    public RoutingIndex With(WebhookEndpoint endpoint)
    {
        var rest = WithoutEndpoint(endpoint.Id);
        return SubscriptionsOf(endpoint.Id).Aggregate(
            new RoutingIndex(rest)
            {
                Endpoints = rest.Endpoints.With(endpoint),
                EndpointsById = rest.EndpointsById.With(endpoint.Id, endpoint),
            },
            (index, subscription) => index.PutInForce(endpoint, subscription));
    }

    /// <summary>Without the endpoint with this id. Its subscriptions wait for one.</summary>
    public RoutingIndex WithoutEndpoint(string id) => FindEndpoint(id) is not { } endpoint ? this : SubscriptionsOf(id).Aggregate(
        new RoutingIndex(this) { Endpoints = Endpoints.Without(endpoint), EndpointsById = EndpointsById.With(id, null) },
        (index, subscription) => index.PutAside(endpoint, subscription));

    /// <summary>With this subscription in the place of the one with its id.</summary>
    public RoutingIndex With(WebhookSubscription subscription)
    {
        var rest = WithoutSubscription(subscription.Id);
        var index = new RoutingIndex(rest)
        {
            ByEndpoint = rest.ByEndpoint.With(subscription),
            Waiting = rest.Waiting.With(subscription),
        };
        return FindEndpoint(subscription.EndpointId) is { } endpoint ? index.PutInForce(endpoint, subscription) : index;
    }

    /// <summary>Without the subscription with this id.</summary>
    public RoutingIndex WithoutSubscription(string id)
    {
        if (FindAnySubscription(id) is not { } subscription)
        {
            return this;
        }

        var index = FindEndpoint(subscription.EndpointId) is { } endpoint ? PutAside(endpoint, subscription) : this;
        return new(index) { ByEndpoint = index.ByEndpoint.Without(subscription), Waiting = index.Waiting.Without(subscription) };
    }

    /// <summary>One of these endpoints and subscriptions instead, in the same order.</summary>
    public RoutingIndex Of(IReadOnlyCollection<WebhookEndpoint> endpoints, IReadOnlyCollection<WebhookSubscription> subscriptions) =>
        new(_order, endpoints, subscriptions);

    private static WebhookSubscription Like(string id, string endpointId) => new() { Id = id, EndpointId = endpointId };

    private RoutingIndex PutInForce(WebhookEndpoint endpoint, WebhookSubscription subscription)
    {
        var index = new RoutingIndex(this)
        {
            Waiting = Waiting.Without(subscription),
            Subscriptions = Subscriptions.With(subscription),
        };
        return index.ChangeMatching(endpoint, subscription, (matching, ranked) => matching.With(ranked));
    }

    private RoutingIndex PutAside(WebhookEndpoint endpoint, WebhookSubscription subscription)
    {
        var index = new RoutingIndex(this)
        {
            Waiting = Waiting.With(subscription),
            Subscriptions = Subscriptions.Without(subscription),
        };
        return index.ChangeMatching(endpoint, subscription, (matching, ranked) => matching.Without(ranked));
    }

    private RoutingIndex ChangeMatching(
        WebhookEndpoint endpoint,
        WebhookSubscription subscription,
        Func<SubscriptionIndex, RankedSubscription, SubscriptionIndex> change)
    {
        if (!CanMatch(endpoint, subscription))
        {
            return this;
        }

        var ranked = _order.Rank(endpoint, subscription);
        if ((subscription.OrganizationId ?? endpoint.OrganizationId) is not { } organization)
        {
            return new(this) { OfHost = change(OfHost, ranked) };
        }

        var changed = change(OfOrganizations.Find(organization) ?? SubscriptionIndex.Empty, ranked);
        return new(this) { OfOrganizations = OfOrganizations.With(organization, changed.IsEmpty ? null : changed) };
    }

    // Disabled ones cannot, nor can one that would feed another organization's endpoint (D22).
    private static bool CanMatch(WebhookEndpoint endpoint, WebhookSubscription subscription) =>
        subscription.Enabled
        && endpoint.Enabled
        && (subscription.OrganizationId is not { } own || (endpoint.OrganizationId ?? own) == own);
}
