using System.Collections.Immutable;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The endpoints and subscriptions of the store, as an immutable value: a change makes another one.</summary>
internal sealed class StoredRouting(
    ImmutableDictionary<string, WebhookEndpoint> endpoints, ImmutableDictionary<string, WebhookSubscription> subscriptions)
{
    public static StoredRouting Empty { get; } = new(
        ImmutableDictionary<string, WebhookEndpoint>.Empty, ImmutableDictionary<string, WebhookSubscription>.Empty);

    public ImmutableDictionary<string, WebhookEndpoint> Endpoints { get; } = endpoints;

    public ImmutableDictionary<string, WebhookSubscription> Subscriptions { get; } = subscriptions;

    /// <summary>With this row in the place of the one with its id.</summary>
    public StoredRouting With(ResourceRow row, ResourceCodec codec) => row.Kind switch
    {
        ResourceKind.Endpoint => new(Endpoints.SetItem(row.Id, codec.EndpointOf(row)), Subscriptions),
        ResourceKind.Subscription => new(Endpoints, Subscriptions.SetItem(row.Id, ResourceCodec.SubscriptionOf(row))),
        _ => this,
    };

    /// <summary>Without this row, and without those whose parent it is.</summary>
    public StoredRouting Without(ResourceKind kind, string id) => kind switch
    {
        ResourceKind.Endpoint when Endpoints.ContainsKey(id) => new(
            Endpoints.Remove(id),
            Subscriptions.RemoveRange(Subscriptions.Values.Where(child => child.EndpointId == id).Select(child => child.Id))),
        ResourceKind.Subscription when Subscriptions.ContainsKey(id) => new(Endpoints, Subscriptions.Remove(id)),
        _ => this,
    };

    /// <summary>The version of a row; null when it is not known, and the largest when its kind is none of ours.</summary>
    public long? VersionOf(ResourceKind kind, string id) => kind switch
    {
        ResourceKind.Endpoint => Endpoints.GetValueOrDefault(id)?.Version,
        ResourceKind.Subscription => Subscriptions.GetValueOrDefault(id)?.Version,
        _ => long.MaxValue,
    };

    /// <summary>After a change of the feed. One that is older than what is known was seen before.</summary>
    public StoredRouting After(ResourceChange change, ResourceCodec codec)
    {
        var known = VersionOf(change.Kind, change.Id);
        return known >= change.Version ? this
            : change.Row is { } row ? With(row, codec)
            : known is null ? this
            : Without(change.Kind, change.Id);
    }

    /// <summary>
    /// It over what code and configuration files give: by id, in their order, then all others by name and id. A subscription
    /// whose endpoint is gone is left out.
    /// </summary>
    public RoutingTable Over(RoutingTable given)
    {
        var endpoints = Merge(given.Endpoints, Endpoints, endpoint => endpoint.Id, endpoint => endpoint.Name);
        var ids = endpoints.Select(endpoint => endpoint.Id).ToHashSet();
        return new()
        {
            Endpoints = endpoints,
            Subscriptions =
            [
                .. Merge(given.Subscriptions, Subscriptions, subscription => subscription.Id, subscription => subscription.Id)
                    .Where(subscription => ids.Contains(subscription.EndpointId)),
            ],
        };
    }

    private static List<T> Merge<T>(
        IReadOnlyList<T> given, ImmutableDictionary<string, T> stored, Func<T, string> idOf, Func<T, string> nameOf)
    {
        var ids = given.Select(idOf).ToHashSet();
        return
        [
            .. given.Select(item => stored.GetValueOrDefault(idOf(item), item)),
            .. stored.Values.Where(item => !ids.Contains(idOf(item)))
                .OrderBy(item => new ResourcePosition(nameOf(item), idOf(item)), ResourcePosition.Order),
        ];
    }
}
