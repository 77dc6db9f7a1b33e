namespace ZeroPath.Webhooks;

/// <summary>
/// All endpoints and subscriptions, as an immutable value: a change makes another one. <see cref="RoutingRules"/> checks it.
/// </summary>
public sealed record RoutingTable
{
    private readonly IReadOnlyList<WebhookEndpoint> _endpoints = [];
    private readonly IReadOnlyList<WebhookSubscription> _subscriptions = [];

    /// <summary>No endpoint and no subscription; write those it shall have in braces.</summary>
    public RoutingTable()
    {
    }

    /// <summary>Of lists that never change, and so are not copied.</summary>
    internal RoutingTable(IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<WebhookSubscription> subscriptions) =>
        (_endpoints, _subscriptions) = (endpoints, subscriptions);

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<WebhookEndpoint> Endpoints { get => _endpoints; init => _endpoints = [.. value]; }

    /// <summary>The subscriptions.</summary>
    public IReadOnlyList<WebhookSubscription> Subscriptions { get => _subscriptions; init => _subscriptions = [.. value]; }

    /// <summary>No endpoint and no subscription.</summary>
    internal static RoutingTable Empty { get; } = new();

    /// <summary>With this endpoint in the place of the one with its id, or as the last if there is none.</summary>
    internal RoutingTable WithEndpoint(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return this with { Endpoints = Put(Endpoints, endpoint, item => item.Id == endpoint.Id) };
    }

    /// <summary>Without the endpoint with this id and without its subscriptions.</summary>
    internal RoutingTable WithoutEndpoint(string id) => this with
    {
        Endpoints = [.. Endpoints.Where(endpoint => endpoint.Id != id)],
        Subscriptions = [.. Subscriptions.Where(subscription => subscription.EndpointId != id)],
    };

    /// <summary>With this subscription in the place of the one with its id, or as the last if there is none.</summary>
    internal RoutingTable WithSubscription(WebhookSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return this with { Subscriptions = Put(Subscriptions, subscription, item => item.Id == subscription.Id) };
    }

    /// <summary>Without the subscription with this id.</summary>
    internal RoutingTable WithoutSubscription(string id) => this with
    {
        Subscriptions = [.. Subscriptions.Where(subscription => subscription.Id != id)],
    };

    /// <summary>Endpoints, in the order of names, then ids.</summary>
    /// <param name="organizationId">Those of this organization; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="isWanted">Which of them; null for all.</param>
    internal Page<WebhookEndpoint> ListEndpoints(
        string? organizationId, PageRequest page, Func<WebhookEndpoint, bool>? isWanted = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PageOf(
            Endpoints.Where(endpoint => (organizationId ?? endpoint.OrganizationId) == endpoint.OrganizationId)
                .Where(isWanted ?? (_ => true))
                .Select(endpoint => (new ResourcePosition(endpoint.Name, endpoint.Id), endpoint)));
    }

    /// <summary>Subscriptions, in the order of their ids.</summary>
    /// <param name="organizationId">Those whose endpoint is of this organization; null for all.</param>
    /// <param name="endpointId">Those of this endpoint; null for all.</param>
    /// <param name="page">Which part.</param>
    internal Page<WebhookSubscription> ListSubscriptions(string? organizationId, string? endpointId, PageRequest page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var owned = organizationId is null ? null
            : Endpoints.Where(endpoint => endpoint.OrganizationId == organizationId).Select(endpoint => endpoint.Id).ToHashSet();
        return page.PageOf(
            Subscriptions.Where(item => (endpointId ?? item.EndpointId) == item.EndpointId && owned?.Contains(item.EndpointId) != false)
                .Select(item => (new ResourcePosition(item.Id, item.Id), item)));
    }

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
