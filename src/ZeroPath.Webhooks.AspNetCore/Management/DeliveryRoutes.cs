using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Deliveries.</summary>
internal static class DeliveryRoutes
{
    private const int MaxStretches = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly ApiParameterOf<int?> Stretch = ApiParameters.Integer(
        "stretchSeconds", "How many seconds a stretch has: 3600, unless it says otherwise.", 1, 366 * 24 * 3600, otherwise: 3600);

    private static readonly ApiParameter[] Filters =
    [
        ApiParameters.State, ApiParameters.EndpointId, ApiParameters.EventType, ApiParameters.OrganizationId, ApiParameters.RepositoryId,
        ApiParameters.From, ApiParameters.To,
    ];

    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/deliveries", "listWebhookDeliveries", ListAsync)
        {
            Summary = "Lists deliveries, newest first.",
            Answer = typeof(ResourcePage<DeliveryResource>),
            Query = [.. Filters, ApiParameters.PageSize, ApiParameters.After],
        },
        new(HttpMethods.Get, "/deliveries/{deliveryId}", "getWebhookDelivery", GetAsync)
        {
            Summary = "Shows a delivery with its attempts.",
            Answer = typeof(DeliveryResource),
        },
        new(HttpMethods.Post, "/deliveries/{deliveryId}/redeliver", "redeliverWebhook", RedeliverAsync)
        {
            Summary = "Sends a settled delivery again, at once and with all its attempts before it.",
            Answer = typeof(DeliveryResource),
            CanConflict = true,
        },
        new(HttpMethods.Post, "/deliveries/{deliveryId}/cancel", "cancelWebhookDelivery", CancelAsync)
        {
            Summary = "Cancels a pending delivery.",
            Description = "An attempt that is under way ends, and changes nothing.",
            Answer = typeof(DeliveryResource),
            CanConflict = true,
        },
        new(HttpMethods.Get, "/statistics", "getWebhookStatistics", GetStatisticsAsync)
        {
            Summary = "Shows figures by stretch of time, oldest first; stretches without deliveries are left out.",
            Description = $"Of the last day, unless from and to say otherwise; at most {MaxStretches} stretches.",
            Answer = typeof(IReadOnlyList<StatisticsResource>),
            Query = [.. Filters, Stretch],
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var filter = await FilterAsync(request).ConfigureAwait(false);
        var (deliveries, next) = await request.Service<WebhookHistory>().ListDeliveriesAsync(filter, request.Page, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(request.PageOf(deliveries.Select(delivery => DeliveryResource.Of(delivery)), next), ManagementJson.Default.ResourcePageDeliveryResource);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(request, view).ConfigureAwait(false) is not { } delivery)
        {
            return ApiAnswer.NotFound;
        }

        var attempts = await request.Service<WebhookHistory>().ListAttemptsAsync(delivery.Id, request.Cancellation).ConfigureAwait(false);
        var endpoint = view.FindEndpoint(delivery.EndpointId);
        return AnswerOf(DeliveryResource.Of(delivery, [.. attempts.Select(attempt => AttemptResource.Of(attempt, endpoint, request.Scope))]));
    }

    private static async Task<ApiAnswer> RedeliverAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(request, view).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        return await request.Service<WebhookOperations>().RedeliverAsync(request.Id, request.Cancellation).ConfigureAwait(false) switch
        {
            RedeliveryOutcome.StillPending => ApiAnswer.Problem(StatusCodes.Status409Conflict, "It is not settled yet: it will be sent when it is due."),
            RedeliveryOutcome.PayloadRemoved => ApiAnswer.Problem(StatusCodes.Status409Conflict, "The event's payload is not there any more, so that it cannot be sent again."),
            RedeliveryOutcome.Redelivered => await ShowAsync(request, view).ConfigureAwait(false),
            _ => ApiAnswer.NotFound,
        };
    }

    private static async Task<ApiAnswer> CancelAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        var cancelled = await request.Service<IDeliveryOperations>()
            .CancelAsync(view.Limit(new DeliveryFilter { DeliveryId = request.Id }), DeliveryReasons.OnRequest, 1, request.Cancellation).ConfigureAwait(false);
        var shown = await ShowAsync(request, view).ConfigureAwait(false);
        return cancelled == 1 || shown == ApiAnswer.NotFound
            ? shown
            : ApiAnswer.Problem(StatusCodes.Status409Conflict, "It is settled already: only what is pending can be cancelled.");
    }

    private static async Task<ApiAnswer> GetStatisticsAsync(ApiRequest request)
    {
        var stretch = TimeSpan.FromSeconds(request.Get(Stretch)!.Value);
        var filter = await FilterAsync(request).ConfigureAwait(false);
        var to = filter.To ?? request.Now;
        var from = filter.From ?? (to - DateTimeOffset.MinValue > Day ? to - Day : DateTimeOffset.MinValue);
        if ((to - from) / stretch > MaxStretches)
        {
            return ApiAnswer.Invalid(new WebhooksProblemItem(
                Stretch.Name, $"There would be more than {MaxStretches} stretches between from and to. Write a longer stretch, or a shorter range."));
        }

        var figures = await request.Service<WebhookHistory>().GetStatisticsAsync(filter with { From = from }, stretch, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json([.. figures.Select(StatisticsResource.Of)], ManagementJson.Default.IReadOnlyListStatisticsResource);
    }

    private static async Task<DeliveryFilter> FilterAsync(ApiRequest request)
    {
        var view = await request.ViewAsync().ConfigureAwait(false);
        return view.Limit(new DeliveryFilter
        {
            State = request.Get(ApiParameters.State),
            EndpointId = request.Get(ApiParameters.EndpointId),
            EventType = request.Get(ApiParameters.EventType) is { } type ? new(type) : null,
            OrganizationId = request.Get(ApiParameters.OrganizationId),
            RepositoryId = request.Get(ApiParameters.RepositoryId),
            From = request.Get(ApiParameters.From),
            To = request.Get(ApiParameters.To),
        });
    }

    private static async Task<Delivery?> FindAsync(ApiRequest request, ApiView view)
    {
        var filter = view.Limit(new DeliveryFilter { DeliveryId = request.Id });
        var found = await request.Service<WebhookHistory>().ListDeliveriesAsync(filter, new(1), request.Cancellation).ConfigureAwait(false);
        return found.Items.SingleOrDefault();
    }

    private static async Task<ApiAnswer> ShowAsync(ApiRequest request, ApiView view) =>
        await FindAsync(request, view).ConfigureAwait(false) is { } delivery ? AnswerOf(DeliveryResource.Of(delivery)) : ApiAnswer.NotFound;

    private static ApiAnswer AnswerOf(DeliveryResource delivery) => ApiAnswer.Json(delivery, ManagementJson.Default.DeliveryResource);
}
