using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// What the store holds over what code and configuration files give, and its index, as an immutable value: a change makes another one, and
/// costs what it touches. A subscription whose endpoint is gone is not in force.
/// </summary>
/// <param name="given">What code and configuration files give.</param>
/// <param name="inForce">It with what the store holds.</param>
internal sealed class StoredRouting(Router given, Router inForce)
{
    /// <summary>What is in force.</summary>
    public Router InForce { get; } = inForce;

    private RoutingIndex Index => InForce.Index;

    /// <summary>With these instead of all that the store held. Of two with one id the later one counts.</summary>
    public StoredRouting Holding(IReadOnlyCollection<WebhookEndpoint> endpoints, IReadOnlyCollection<WebhookSubscription> subscriptions) =>
        To(endpoints.Count + subscriptions.Count == 0 ? given.Index : Index.Of(
            Latest(given.Configuration.Endpoints.Concat(endpoints), endpoint => endpoint.Id),
            Latest(given.Configuration.Subscriptions.Concat(subscriptions), subscription => subscription.Id)));

    /// <summary>With this row in the place of the one with its id.</summary>
    public StoredRouting With(ResourceRow row, ResourceCodec codec) => row.Kind switch
    {
        ResourceKind.Endpoint => To(Index.With(codec.EndpointOf(row))),
        ResourceKind.Subscription => To(Index.With(ResourceCodec.SubscriptionOf(row))),
        _ => this,
    };

    /// <summary>Without this row, and without those whose parent it is.</summary>
    public StoredRouting Without(ResourceKind kind, string id) => VersionOf(kind, id) is null ? this : kind switch
    {
        ResourceKind.Endpoint => To(WithoutEndpoint(id)),
        ResourceKind.Subscription => To(WithoutSubscription(Index, id)),
        _ => this,
    };

    /// <summary>The version of a row; null when it is not known, and the largest when its kind is none of ours.</summary>
    public long? VersionOf(ResourceKind kind, string id)
    {
        var version = kind switch
        {
            ResourceKind.Endpoint => Index.FindEndpoint(id)?.Version,
            ResourceKind.Subscription => Index.FindAnySubscription(id)?.Version,
            _ => long.MaxValue,
        };

        // What is given is in no store.
        return version > 0 ? version : null;
    }

    /// <summary>After a change of the feed. One that is older than what is known was seen before.</summary>
    public StoredRouting After(ResourceChange change, ResourceCodec codec) =>
        VersionOf(change.Kind, change.Id) >= change.Version ? this
            : change.Row is { } row ? With(row, codec)
            : Without(change.Kind, change.Id);

    private static Dictionary<string, T>.ValueCollection Latest<T>(IEnumerable<T> items, Func<T, string> idOf)
    {
        var latest = new Dictionary<string, T>();
        foreach (var item in items)
        {
            latest[idOf(item)] = item;
        }

        return latest.Values;
    }

    private StoredRouting To(RoutingIndex index) => new(given, InForce.With(index));

    private RoutingIndex WithoutEndpoint(string id)
    {
        var bare = Index.SubscriptionsOf(id).Where(child => child.Version > 0)
            .Aggregate(Index, (index, child) => WithoutSubscription(index, child.Id));
        return given.FindEndpoint(id) is { } again ? bare.With(again) : bare.WithoutEndpoint(id);
    }

    private RoutingIndex WithoutSubscription(RoutingIndex index, string id) =>
        given.FindSubscription(id) is { } again ? index.With(again) : index.WithoutSubscription(id);
}
