using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>How all is, at a glance.</summary>
internal static class OverviewOperations
{
    private const int MostAttention = 20;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static Operation Get { get; } = new("getWebhookOverview", GetAsync)
    {
        Summary = "Shows how all is: what is pending, and which endpoints need attention.",
        Answer = ManagementJson.Default.OverviewResource,
        IsReadOnly = true,
    };

    public static Operation ListSummaries { get; } = new("listWebhookEndpointSummaries", ListSummariesAsync)
    {
        Summary = "Lists endpoints with their health and their last 24 hours, in the order of their names.",
        Answer = ManagementJson.Default.ResourcePageEndpointSummaryResource,
        Filters = EndpointOperations.List.Filters,
        IsReadOnly = true,
    };

    /// <summary>A page of the endpoints that the call asks for, and the health of those that were looked at.</summary>
    public static async Task<(Page<WebhookEndpoint> Endpoints, Dictionary<string, EndpointHealth> Health)> ListAsync(
        OperationCall call, View view)
    {
        var (search, state) = (call.Get(OperationParameters.Search), call.Get(OperationParameters.EndpointState));
        var formats = call.Service<WebhookFormats>();
        var health = state == EndpointSelection.Attention ? await HealthOfAsync(call, view.EndpointIds).ConfigureAwait(false) : [];
        var endpoints = view.Configuration.ListEndpoints(call.Scope.OrganizationId, call.Page, IsWanted);
        return (endpoints, health);

        bool IsWanted(WebhookEndpoint endpoint) =>
            (search is null || IsFound(endpoint)) && state switch
            {
                null => true,
                EndpointSelection.Attention => AttentionResource.Find(endpoint, health.GetValueOrDefault(endpoint.Id)) is not null,
                var wanted => endpoint.Enabled == (wanted == EndpointSelection.Enabled),
            };

        // Of the URL what is shown of it: a search is no way to guess the rest.
        bool IsFound(WebhookEndpoint endpoint) =>
            endpoint.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
            || endpoint.Id.Contains(search, StringComparison.OrdinalIgnoreCase)
            || (endpoint.UnreadableReason is null
                && Masking.Mask(endpoint, formats).Contains(search, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<OperationResult> GetAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var health = await HealthOfAsync(call, view.EndpointIds).ConfigureAwait(false);
        var endpoints = view.Endpoints.ToList();
        var attention = endpoints.Select(endpoint => AttentionResource.Find(endpoint, health.GetValueOrDefault(endpoint.Id)))
            .OfType<AttentionResource>().OrderBy(item => item.Rank).ThenBy(item => item.EndpointName, StringComparer.Ordinal).ToList();
        var pending = await call.Service<WebhookHistory>().ListDeliveriesAsync(
            view.Limit(new DeliveryFilter { State = DeliveryState.Pending }), new(CountResource.Most), call.Cancellation)
            .ConfigureAwait(false);
        return OperationResult.Json(
            new OverviewResource
            {
                Endpoints = endpoints.Count,
                EnabledEndpoints = endpoints.Count(endpoint => endpoint.Enabled),
                Subscriptions = view.CountSubscriptions(),
                Pending = CountResource.Of(pending),
                Retrying = CountResource.Of(pending, delivery => delivery.AttemptCount > 0),
                OldestDueSeconds = (await OldestDueAsync(call, pending).ConfigureAwait(false))?.TotalSeconds,
                Attention = [.. attention.Take(MostAttention)],
                HasMoreAttention = attention.Count > MostAttention,
            },
            ManagementJson.Default.OverviewResource);
    }

    private static async Task<OperationResult> ListSummariesAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var (endpoints, known) = await ListAsync(call, view).ConfigureAwait(false);
        string[] ids = [.. endpoints.Items.Select(endpoint => endpoint.Id)];
        var health = known.Count > 0 ? known : await HealthOfAsync(call, ids).ConfigureAwait(false);
        var figures = (await call.Service<WebhookHistory>().GetStatisticsAsync(
            new() { EndpointIds = ids, ByEndpoint = true, From = call.Now - Day }, Hour, call.Cancellation).ConfigureAwait(false))
            .ToLookup(hour => hour.EndpointId);
        var formats = call.Service<WebhookFormats>();
        return OperationResult.Json(
            call.PageOf(endpoints, endpoint => new EndpointSummaryResource
            {
                Endpoint = EndpointResource.Of(endpoint, formats),
                Health = EndpointHealthResource.Of(endpoint, health.GetValueOrDefault(endpoint.Id)),
                Hours = [.. figures[endpoint.Id].Select(TrafficResource.Of)],
            }),
            ManagementJson.Default.ResourcePageEndpointSummaryResource);
    }

    private static async Task<Dictionary<string, EndpointHealth>> HealthOfAsync(OperationCall call, IReadOnlyCollection<string>? ids) =>
        (await call.Service<IEndpointHealthStore>().ListHealthAsync(ids, call.Cancellation).ConfigureAwait(false))
        .ToDictionary(health => health.EndpointId);

    /// <summary>Of an organization's deliveries, when all of them are known.</summary>
    private static async ValueTask<TimeSpan?> OldestDueAsync(OperationCall call, Page<Delivery> pending)
    {
        if (call.Scope.IsAll)
        {
            return (await call.Service<IDeliveryReader>().GetQueueDepthAsync(0, call.Cancellation).ConfigureAwait(false)).OldestDueAge;
        }

        var oldest = pending.Next is null ? call.Now - pending.Items.Min(delivery => delivery.DueAt) : null;
        return oldest > TimeSpan.Zero ? oldest : null;
    }
}
