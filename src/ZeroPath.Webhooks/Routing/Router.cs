using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Finds the endpoints that an event goes to. It is made of one configuration and never changes; it can be used by many threads
/// at once. Finding costs what is found, not what is configured.
/// </summary>
public sealed class Router
{
    private readonly EventTypeSet _severityTypes;
    private readonly Dictionary<string, WebhookEndpoint> _endpoints;

    // In the order of the results: by endpoint, then by subscription.
    private readonly (WebhookEndpoint Endpoint, WebhookSubscription Subscription)[] _ranked;
    private readonly SubscriptionIndex _host;
    private readonly Dictionary<string, SubscriptionIndex> _organizations;

    /// <summary>Indexes a configuration.</summary>
    /// <param name="configuration">A configuration in which <see cref="RoutingRules"/> finds no problem.</param>
    /// <param name="severityTypes">The types to which thresholds apply; null for those of the catalogue.</param>
    /// <exception cref="ArgumentException">Two endpoints share an id, or a subscription's endpoint is not there.</exception>
    internal Router(RoutingTable configuration, IEnumerable<WebhookEventType>? severityTypes = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        _severityTypes = EventTypeSet.Of(
            severityTypes ?? EventCatalog.All.Where(definition => definition.HonorsThreshold).Select(definition => definition.Type));
        _endpoints = configuration.Endpoints.ToDictionary(endpoint => endpoint.Id);
        var places = configuration.Endpoints.Index().ToDictionary(endpoint => endpoint.Item.Id, endpoint => endpoint.Index);
        _ranked = [.. configuration.Subscriptions.Select(subscription => (EndpointOf(subscription), subscription))
            .OrderBy(pair => places[pair.subscription.EndpointId])];

        var indexes = _ranked.Select((pair, rank) => (rank, pair.Subscription, pair.Endpoint))
            .Where(item => CanMatch(item.Endpoint, item.Subscription))
            .ToLookup(item => item.Subscription.OrganizationId ?? item.Endpoint.OrganizationId, item => (item.rank, item.Subscription));
        _host = new SubscriptionIndex(indexes[null]);
        _organizations = indexes.Where(index => index.Key is not null)
            .ToDictionary(index => index.Key!, index => new SubscriptionIndex(index));
    }

    /// <summary>What it was made of.</summary>
    public RoutingTable Configuration { get; }

    /// <summary>The endpoint with this id, or null.</summary>
    public WebhookEndpoint? FindEndpoint(string id) => _endpoints.GetValueOrDefault(id);

    /// <summary>The subscription with this id, or null.</summary>
    internal WebhookSubscription? FindSubscription(string? id) =>
        Configuration.Subscriptions.FirstOrDefault(subscription => subscription.Id == id);

    /// <summary>
    /// The endpoints that the event goes to, each once, with all its subscriptions that match; both in the order of the configuration.
    /// </summary>
    public IReadOnlyList<RoutedEndpoint> Route(WebhookEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return Route(@event, EventFacts.Of(@event));
    }

    internal List<RoutedEndpoint> Route(WebhookEvent @event, in EventFacts facts)
    {
        var type = EventTypeSet.Of(@event);
        var match = new MatchCollector(type, Scored(@event, type), stackalloc int[64]);
        if (facts.OrganizationId is { } id && _organizations.TryGetValue(id, out var organization))
        {
            organization.Collect(facts, ref match);
        }

        _host.Collect(facts, ref match);
        return Group(match.Distinct());
    }

    /// <summary>
    /// A decision for each subscription, in the order of the configuration. Those that match are those of
    /// <see cref="Route(WebhookEvent)"/>. It costs what is configured: for people, not for every event.
    /// </summary>
    public IReadOnlyList<RoutingDecision> Explain(WebhookEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var explanation = new RoutingExplanation(@event, Scored(@event, EventTypeSet.Of(@event)));
        return [.. Configuration.Subscriptions.Select(subscription => explanation.Decide(subscription, EndpointOf(subscription)))];
    }

    // The event if its score matters.
    private KnownEvent? Scored(WebhookEvent @event, EventTypeSet type) => _severityTypes.Overlaps(type) ? @event as KnownEvent : null;

    private WebhookEndpoint EndpointOf(WebhookSubscription subscription) =>
        FindEndpoint(subscription.EndpointId)
        ?? throw new ArgumentException(
            $"Subscription '{subscription.Id}' is of an endpoint '{subscription.EndpointId}' that is not there.");

    // Disabled ones cannot, nor can one that would feed another organization's endpoint (D22).
    private static bool CanMatch(WebhookEndpoint endpoint, WebhookSubscription subscription) =>
        subscription.Enabled
        && endpoint.Enabled
        && (subscription.OrganizationId is not { } own || (endpoint.OrganizationId ?? own) == own);

    private List<RoutedEndpoint> Group(ReadOnlySpan<int> ranks)
    {
        var routed = new List<RoutedEndpoint>();
        while (!ranks.IsEmpty)
        {
            var endpoint = _ranked[ranks[0]].Endpoint;
            var count = 1;
            while (count < ranks.Length && ReferenceEquals(_ranked[ranks[count]].Endpoint, endpoint))
            {
                count++;
            }

            var matching = new WebhookSubscription[count];
            for (var i = 0; i < count; i++)
            {
                matching[i] = _ranked[ranks[i]].Subscription;
            }

            routed.Add(new RoutedEndpoint(endpoint, matching));
            ranks = ranks[count..];
        }

        return routed;
    }
}
