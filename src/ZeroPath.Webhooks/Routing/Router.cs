using System.Collections.Frozen;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Routing;

/// <summary>
/// Finds the endpoints that an event goes to. It is made of one configuration and never changes; it can be used by many threads
/// at once. Finding costs what is found, not what is configured.
/// </summary>
public sealed class Router
{
    private readonly FrozenSet<WebhookEventType> _severityTypes;
    private readonly Dictionary<string, WebhookEndpoint> _endpoints;

    // In the order of the results: by endpoint, then by subscription.
    private readonly (WebhookEndpoint Endpoint, WebhookSubscription Subscription)[] _ranked;
    private readonly OrganizationIndex _host = new();
    private readonly Dictionary<string, OrganizationIndex> _organizations = [];

    /// <summary>Indexes a configuration.</summary>
    /// <param name="configuration">A configuration in which <see cref="ConfigurationRules"/> finds no problem.</param>
    /// <param name="severityTypes">The types to which thresholds apply; null for those of the catalogue.</param>
    /// <exception cref="ArgumentException">Two endpoints share an id, or a subscription's endpoint is not there.</exception>
    public Router(RoutingConfiguration configuration, IEnumerable<WebhookEventType>? severityTypes = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        _severityTypes = (severityTypes ?? EventCatalog.All.Where(definition => definition.HasSeverity).Select(definition => definition.Type))
            .ToFrozenSet();
        _endpoints = configuration.Endpoints.ToDictionary(endpoint => endpoint.Id);
        var places = configuration.Endpoints.Index().ToDictionary(endpoint => endpoint.Item.Id, endpoint => endpoint.Index);
        _ranked = [.. configuration.Subscriptions.Select(subscription => (EndpointOf(subscription), subscription))
            .OrderBy(pair => places[pair.subscription.EndpointId])];

        // Added by threshold, so that each list of the index ends up sorted by it.
        foreach (var group in _ranked.Index().Where(item => CanMatch(item.Item.Endpoint, item.Item.Subscription))
            .GroupBy(item => item.Item.Subscription.OrganizationId ?? item.Item.Endpoint.OrganizationId))
        {
            var index = group.Key is null ? _host : _organizations[group.Key] = new();
            foreach (var (rank, (_, subscription)) in group.OrderBy(item => item.Item.Subscription.Threshold))
            {
                index.Add(subscription, rank);
            }
        }
    }

    /// <summary>What it was made of.</summary>
    public RoutingConfiguration Configuration { get; }

    /// <summary>The endpoint with this id, or null.</summary>
    public WebhookEndpoint? FindEndpoint(string id) => _endpoints.GetValueOrDefault(id);

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
        var match = new RankCollector(Scored(@event));
        if (facts.OrganizationId is { } id && _organizations.TryGetValue(id, out var organization))
        {
            organization.Collect(facts, ref match);
        }

        _host.Collect(facts, ref match);
        return Group(match.Ranks);
    }

    /// <summary>
    /// A decision for each subscription, in the order of the configuration. Those that match are those of <see cref="Route(WebhookEvent)"/>.
    /// It costs what is configured: for people, not for every event.
    /// </summary>
    public IReadOnlyList<RoutingDecision> Explain(WebhookEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var explanation = new RoutingExplanation(@event, Scored(@event));
        return [.. Configuration.Subscriptions.Select(subscription => explanation.Decide(subscription, EndpointOf(subscription)))];
    }

    // The event if its score matters.
    private KnownEvent? Scored(WebhookEvent @event) =>
        @event is KnownEvent known && _severityTypes.Contains(known.Type) ? known : null;

    private WebhookEndpoint EndpointOf(WebhookSubscription subscription) =>
        FindEndpoint(subscription.EndpointId)
        ?? throw new ArgumentException($"Subscription '{subscription.Id}' is of an endpoint '{subscription.EndpointId}' that is not there.");

    // Disabled ones cannot, nor can one that would feed another organization's endpoint (D22).
    private static bool CanMatch(WebhookEndpoint endpoint, WebhookSubscription subscription) =>
        subscription.Enabled
        && endpoint.Enabled
        && (subscription.OrganizationId is not { } own || (endpoint.OrganizationId ?? own) == own);

    private List<RoutedEndpoint> Group(List<int> ranks)
    {
        ranks.Sort();
        var routed = new List<RoutedEndpoint>();
        List<WebhookSubscription> matching = [];
        for (var i = 0; i < ranks.Count; i++)
        {
            // A subscription can be found by several repositories of the event, or by id and by name.
            if (i > 0 && ranks[i] == ranks[i - 1])
            {
                continue;
            }

            var (endpoint, subscription) = _ranked[ranks[i]];
            if (routed.Count == 0 || !ReferenceEquals(routed[^1].Endpoint, endpoint))
            {
                routed.Add(new RoutedEndpoint(endpoint, matching = []));
            }

            matching.Add(subscription);
        }

        return routed;
    }
}
