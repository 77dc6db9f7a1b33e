namespace ZeroPath.Webhooks;

/// <summary>
/// All endpoints and subscriptions, as an immutable value: a change makes another one. <see cref="RoutingRules"/> checks it.
/// </summary>
public sealed record RoutingTable
{
    /// <summary>No endpoint and no subscription.</summary>
    public static RoutingTable Empty { get; } = new();

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<WebhookEndpoint> Endpoints { get; init => field = [.. value]; } = [];

    /// <summary>The subscriptions.</summary>
    public IReadOnlyList<WebhookSubscription> Subscriptions { get; init => field = [.. value]; } = [];

    /// <summary>With this endpoint in the place of the one with its id, or as the last if there is none.</summary>
    public RoutingTable WithEndpoint(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return this with { Endpoints = Put(Endpoints, endpoint, item => item.Id == endpoint.Id) };
    }

    /// <summary>Without the endpoint with this id and without its subscriptions.</summary>
    public RoutingTable WithoutEndpoint(string id) => this with
    {
        Endpoints = [.. Endpoints.Where(endpoint => endpoint.Id != id)],
        Subscriptions = [.. Subscriptions.Where(subscription => subscription.EndpointId != id)],
    };

    /// <summary>With this subscription in the place of the one with its id, or as the last if there is none.</summary>
    public RoutingTable WithSubscription(WebhookSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return this with { Subscriptions = Put(Subscriptions, subscription, item => item.Id == subscription.Id) };
    }

    /// <summary>Without the subscription with this id.</summary>
    public RoutingTable WithoutSubscription(string id) => this with
    {
        Subscriptions = [.. Subscriptions.Where(subscription => subscription.Id != id)],
    };

    /// <summary>With all of another's endpoints and subscriptions put over these. A subscription whose endpoint is gone goes too.</summary>
    internal RoutingTable With(RoutingTable other)
    {
        var merged = other.Subscriptions.Aggregate(
            other.Endpoints.Aggregate(this, (result, endpoint) => result.WithEndpoint(endpoint)),
            (result, subscription) => result.WithSubscription(subscription));
        var endpoints = merged.Endpoints.Select(endpoint => endpoint.Id).ToHashSet();
        return merged with { Subscriptions = [.. merged.Subscriptions.Where(subscription => endpoints.Contains(subscription.EndpointId))] };
    }

    /// <summary>Without those that another configuration has just so.</summary>
    internal RoutingTable Without(RoutingTable other) => new()
    {
        Endpoints = [.. Endpoints.Except(other.Endpoints)],
        Subscriptions = [.. Subscriptions.Except(other.Subscriptions)],
    };

    private static List<T> Put<T>(IReadOnlyList<T> items, T item, Predicate<T> isSame)
    {
        List<T> changed = [.. items];
        if (changed.FindIndex(isSame) is >= 0 and var index)
        {
            changed[index] = item;
        }
        else
        {
            changed.Add(item);
        }

        return changed;
    }
}
