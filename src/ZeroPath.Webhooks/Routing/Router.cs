using System.Runtime.CompilerServices;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Finds the endpoints that an event goes to. It is made of one configuration and never changes; it can be used by many threads
/// at once. Finding costs what is found, not what is configured.
/// </summary>
public sealed class Router
{
    private readonly EventTypeSet _severityTypes;
    private readonly RoutingIndex _index;

    /// <summary>Indexes a configuration.</summary>
    /// <param name="configuration">A configuration in which <see cref="RoutingRules"/> finds no problem.</param>
    /// <param name="severityTypes">The types to which thresholds apply; null for those of the catalogue.</param>
    /// <exception cref="ArgumentException">Two share an id, or a subscription's endpoint is not there.</exception>
    internal Router(RoutingTable configuration, IEnumerable<WebhookEventType>? severityTypes = null)
        : this(
            IndexOf(configuration),
            EventTypeSet.Of(severityTypes
                ?? EventCatalog.All.Where(definition => definition.HonorsThreshold).Select(definition => definition.Type)))
    {
    }

    private Router(RoutingIndex index, EventTypeSet severityTypes)
    {
        (_index, _severityTypes) = (index, severityTypes);
        Configuration = new(index.Endpoints, index.Subscriptions);
    }

    /// <summary>What it was made of.</summary>
    internal RoutingTable Configuration { get; }

    /// <summary>The endpoint with this id, or null.</summary>
    public WebhookEndpoint? FindEndpoint(string id) => _index.FindEndpoint(id);

    /// <summary>All that it finds by.</summary>
    internal RoutingIndex Index => _index;

    /// <summary>One of another configuration, for the same severity types.</summary>
    internal Router With(RoutingIndex index) => ReferenceEquals(index, _index) ? this : new(index, _severityTypes);

    /// <summary>The subscription with this id, or null.</summary>
    internal WebhookSubscription? FindSubscription(string? id) => id is null ? null : _index.FindSubscription(id);

    /// <summary>
    /// The endpoints that the event goes to, each once, with all its subscriptions that match; both in the order of the configuration.
    /// </summary>
    public IReadOnlyList<RoutedEndpoint> Route(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return Route(webhookEvent, EventFacts.Of(webhookEvent));
    }

    internal List<RoutedEndpoint> Route(WebhookEvent @event, in EventFacts facts)
    {
        var type = EventTypeSet.Of(@event);
        var room = default(Room);
        var match = new MatchCollector(type, Scored(@event, type), room);
        if (facts.OrganizationId is { } id)
        {
            _index.OfOrganizations.Find(id)?.Collect(facts, ref match);
        }

        _index.OfHost.Collect(facts, ref match);
        return Group(match.Distinct());
    }

    /// <summary>
    /// A decision for each subscription, in the order of the configuration. Those that match are those of
    /// <see cref="Route(WebhookEvent)"/>. It costs what is configured: for people, not for every event.
    /// </summary>
    public IReadOnlyList<RoutingDecision> Explain(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        var explanation = new RoutingExplanation(webhookEvent, Scored(webhookEvent, EventTypeSet.Of(webhookEvent)));
        return
        [
            .. Configuration.Subscriptions.Select(subscription =>
                explanation.Decide(subscription, FindEndpoint(subscription.EndpointId)!)),
        ];
    }

    // The event if its score matters.
    private KnownEvent? Scored(WebhookEvent @event, EventTypeSet type) => _severityTypes.Overlaps(type) ? @event as KnownEvent : null;

    private static RoutingIndex IndexOf(RoutingTable configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var index = new RoutingIndex(new RoutingOrder(configuration), configuration.Endpoints, configuration.Subscriptions);
        return configuration.Subscriptions.FirstOrDefault(subscription => index.FindEndpoint(subscription.EndpointId) is null) is { } lost
            ? throw new ArgumentException($"Subscription '{lost.Id}' is of an endpoint '{lost.EndpointId}' that is not there.")
            : index;
    }

    private static List<RoutedEndpoint> Group(ReadOnlySpan<RankedSubscription> matches)
    {
        var routed = new List<RoutedEndpoint>();
        while (!matches.IsEmpty)
        {
            var endpoint = matches[0].Endpoint;
            var count = 1;
            while (count < matches.Length && ReferenceEquals(matches[count].Endpoint, endpoint))
            {
                count++;
            }

            var matching = new WebhookSubscription[count];
            for (var i = 0; i < count; i++)
            {
                matching[i] = matches[i].Subscription;
            }

            routed.Add(new RoutedEndpoint(endpoint, matching));
            matches = matches[count..];
        }

        return routed;
    }

    /// <summary>Room on the stack for what most events match.</summary>
    [InlineArray(32)]
    private struct Room
    {
        private RankedSubscription _first;
    }
}
