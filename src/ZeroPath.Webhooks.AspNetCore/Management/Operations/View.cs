namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What a caller sees of a configuration. The one place that says so: what is not in here does not exist for them.</summary>
internal sealed class View(WebhooksApiScope scope, Router router)
{
    public RoutingTable Configuration => router.Configuration;

    public IEnumerable<WebhookEndpoint> Endpoints =>
        Configuration.Endpoints.Where(endpoint => scope.Includes(endpoint.OrganizationId));

    /// <summary>The endpoints seen, unless all are, removed ones included.</summary>
    public IReadOnlySet<string>? EndpointIds => field ??= scope.IsAll ? null : Endpoints.Select(endpoint => endpoint.Id).ToHashSet();

    /// <summary>Those of an organization, and of these the one of an id; null when all are meant, removed ones included.</summary>
    public IReadOnlyCollection<string>? EndpointIdsOf(string? organizationId, string? endpointId)
    {
        IReadOnlySet<string>? seen = organizationId is null
            ? EndpointIds
            : Endpoints.Where(endpoint => endpoint.OrganizationId == organizationId).Select(endpoint => endpoint.Id).ToHashSet();
        return endpointId is null ? seen : seen?.Contains(endpointId) == false ? [] : [endpointId];
    }

    public int CountSubscriptions() => EndpointIds is null
        ? Configuration.Subscriptions.Count
        : Configuration.Subscriptions.Count(subscription => EndpointIds.Contains(subscription.EndpointId));

    public WebhookEndpoint? FindEndpoint(string id) =>
        router.FindEndpoint(id) is { } endpoint && scope.Includes(endpoint.OrganizationId) ? endpoint : null;

    public WebhookSubscription? FindSubscription(string id) =>
        router.FindSubscription(id) is { } subscription && FindEndpoint(subscription.EndpointId) is not null ? subscription : null;

    public EventFilter Limit(EventFilter filter) => scope.IsAll ? filter : filter with { OrganizationId = scope.OrganizationId };

    /// <summary>Those of the organization's events that went to its own endpoints.</summary>
    public DeliveryFilter Limit(DeliveryFilter filter) =>
        scope.IsAll ? filter : filter with { OrganizationId = scope.OrganizationId, EndpointIds = EndpointIds };
}
