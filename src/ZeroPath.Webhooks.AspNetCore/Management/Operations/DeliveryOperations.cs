using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Deliveries.</summary>
internal static class DeliveryOperations
{
    private const int MaxIntervals = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly OperationParameterOf<int?> Interval = OperationParameters.Integer(
        "intervalSeconds",
        "How many seconds an interval has, in whole minutes: 3600, unless it says otherwise.",
        60,
        366 * 24 * 3600,
        otherwise: 3600);

    private static readonly OperationParameter[] Filters =
    [
        OperationParameters.State, OperationParameters.EndpointId, OperationParameters.EventType, OperationParameters.OrganizationId,
        OperationParameters.RepositoryId,
        OperationParameters.From, OperationParameters.To,
    ];

    public static Operation List { get; } = new("listWebhookDeliveries", ListAsync)
    {
        Summary = "Lists deliveries, newest first.",
        Answer = ManagementJson.Default.ResourcePageDeliveryResource,
        Filters = [.. Filters, OperationParameters.PageSize, OperationParameters.After],
        IsReadOnly = true,
    };

    public static Operation Count { get; } = new("countWebhookDeliveries", CountAsync)
    {
        Summary = "Counts deliveries.",
        Description = $"It counts {CountResource.Most} at most, of those that are found soon.",
        Answer = ManagementJson.Default.CountResource,
        Filters = Filters,
        IsReadOnly = true,
    };

    public static Operation Get { get; } = new("getWebhookDelivery", GetAsync)
    {
        Id = OperationParameters.Id("deliveryId"),
        Summary = "Shows a delivery with its attempts.",
        Answer = ManagementJson.Default.DeliveryResource,
        IsReadOnly = true,
    };

    public static Operation Redeliver { get; } = new("redeliverWebhook", RedeliverAsync)
    {
        Id = OperationParameters.Id("deliveryId"),
        Summary = "Sends a settled delivery again, at once and with all its attempts before it.",
        Answer = ManagementJson.Default.DeliveryResource,
        CanConflict = true,
    };

    public static Operation Cancel { get; } = new("cancelWebhookDelivery", CancelAsync)
    {
        Id = OperationParameters.Id("deliveryId"),
        Summary = "Cancels a pending delivery.",
        Description =
            "An attempt that is under way ends, and changes nothing. One that had succeeded and was sent again has succeeded as before.",
        Answer = ManagementJson.Default.DeliveryResource,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation GetStatistics { get; } = new("getWebhookStatistics", GetStatisticsAsync)
    {
        Summary = "Shows figures of what came of deliveries by interval, oldest first; intervals without any are left out.",
        Description = $"Of the last day, unless from and to say otherwise; at most {MaxIntervals} intervals. What is older than an hour "
            + "may be known by the quarter of an hour only: then it counts as if it had come when the quarter began.",
        Answer = ManagementJson.Default.IReadOnlyListStatisticsResource,
        Filters =
        [
            OperationParameters.EndpointId, OperationParameters.OrganizationId, OperationParameters.From, OperationParameters.To, Interval,
        ],
        IsReadOnly = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var filter = FilterOf(call, view);
        var deliveries = await call.Service<WebhookHistory>().ListDeliveriesAsync(filter, call.Page, call.Cancellation)
            .ConfigureAwait(false);
        return OperationResult.Json(
            call.PageOf(deliveries, delivery => DeliveryResource.Of(delivery, view)),
            ManagementJson.Default.ResourcePageDeliveryResource);
    }

    private static async Task<OperationResult> GetAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(call, view).ConfigureAwait(false) is not { } delivery)
        {
            return OperationResult.NotFound;
        }

        var attempts = await call.Service<WebhookHistory>().ListAttemptsAsync(delivery.Id, call.Cancellation).ConfigureAwait(false);
        return AnswerOf(DeliveryResource.Of(delivery, view, [.. attempts.Select(attempt => AttemptResource.Of(attempt, call.Scope))]) with
        {
            Request = await ShowRequestAsync(call, view, delivery).ConfigureAwait(false),
        });
    }

    private static async Task<RequestResource?> ShowRequestAsync(OperationCall call, View view, Delivery delivery)
    {
        if (view.FindEndpoint(delivery.EndpointId) is not { UnreadableReason: null } endpoint
            || await call.Service<WebhookHistory>().FindEventAsync(delivery.EventId, call.Cancellation).ConfigureAwait(false)
                is not { Body.IsEmpty: false } published)
        {
            return null;
        }

        return RequestResource.Of(
            call.Service<WebhookSender>().Show(LeasedDelivery.Of(published, delivery), endpoint, call.Now),
            endpoint,
            call.Service<WebhookFormats>());
    }

    private static async Task<OperationResult> RedeliverAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        if (await FindAsync(call, view).ConfigureAwait(false) is null)
        {
            return OperationResult.NotFound;
        }

        return await call.Service<WebhookOperations>().RedeliverAsync(call.Id, call.Cancellation).ConfigureAwait(false) switch
        {
            RedeliveryOutcome.StillPending => OperationResult.Conflict("It is not settled yet: it will be sent when it is due."),
            RedeliveryOutcome.PayloadRemoved =>
                OperationResult.Conflict("The event's payload is not there any more, so that it cannot be sent again."),
            RedeliveryOutcome.EndpointDisabled =>
                OperationResult.Conflict("Its endpoint is disabled, so that nothing would be sent to it. Enable it first."),
            RedeliveryOutcome.EndpointRemoved =>
                OperationResult.Conflict("Its endpoint has been removed, so that there is nowhere to send it."),
            RedeliveryOutcome.Redelivered => await ShowAsync(call, view).ConfigureAwait(false),
            _ => OperationResult.NotFound,
        };
    }

    private static async Task<OperationResult> CancelAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var cancelled = await call.Service<IDeliveryOperations>()
            .CancelAsync(view.Limit(new DeliveryFilter { DeliveryId = call.Id }), DeliveryReasons.OnRequest, 1, call.Cancellation)
                .ConfigureAwait(false);
        var shown = await ShowAsync(call, view).ConfigureAwait(false);
        return cancelled == 1 || shown == OperationResult.NotFound
            ? shown
            : OperationResult.Conflict("It is settled already: only what is pending can be cancelled.");
    }

    private static async Task<OperationResult> GetStatisticsAsync(OperationCall call)
    {
        var interval = TimeSpan.FromSeconds(call.Get(Interval)!.Value);
        if (interval.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            return OperationResult.Invalid(
                new WebhooksProblemItem(Interval.Name, "Figures are kept by the minute. Write a multiple of 60, such as 3600."));
        }

        var to = call.Get(OperationParameters.To) ?? call.Now;
        var from = call.Get(OperationParameters.From) ?? (to - DateTimeOffset.MinValue > Day ? to - Day : DateTimeOffset.MinValue);
        if ((to - from) / interval > MaxIntervals)
        {
            return OperationResult.Invalid(new WebhooksProblemItem(
                Interval.Name,
                $"There would be more than {MaxIntervals} intervals between from and to. Write a longer interval, or a shorter range."));
        }

        var view = await call.ViewAsync().ConfigureAwait(false);
        var filter = new StatisticsFilter
        {
            EndpointIds = view.EndpointIdsOf(call.Get(OperationParameters.OrganizationId), call.Get(OperationParameters.EndpointId)),
            From = from,
            To = call.Get(OperationParameters.To),
        };
        var figures = await call.Service<WebhookHistory>().GetStatisticsAsync(filter, interval, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json([.. figures.Select(StatisticsResource.Of)], ManagementJson.Default.IReadOnlyListStatisticsResource);
    }

    private static async Task<OperationResult> CountAsync(OperationCall call)
    {
        var view = await call.ViewAsync().ConfigureAwait(false);
        var found = await call.Service<WebhookHistory>()
            .ListDeliveriesAsync(FilterOf(call, view), new(CountResource.Most), call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(CountResource.Of(found), ManagementJson.Default.CountResource);
    }

    private static DeliveryFilter FilterOf(OperationCall call, View view) => view.Limit(new DeliveryFilter
    {
        State = call.Get(OperationParameters.State),
        EndpointId = call.Get(OperationParameters.EndpointId),
        EventType = call.Get(OperationParameters.EventType) is { } type ? new(type) : null,
        OrganizationId = call.Get(OperationParameters.OrganizationId),
        RepositoryId = call.Get(OperationParameters.RepositoryId),
        From = call.Get(OperationParameters.From),
        To = call.Get(OperationParameters.To),
    });

    private static async Task<Delivery?> FindAsync(OperationCall call, View view)
    {
        var filter = view.Limit(new DeliveryFilter { DeliveryId = call.Id });
        var found = await call.Service<WebhookHistory>().ListDeliveriesAsync(filter, new(1), call.Cancellation).ConfigureAwait(false);
        return found.Items.SingleOrDefault();
    }

    private static async Task<OperationResult> ShowAsync(OperationCall call, View view) =>
        await FindAsync(call, view).ConfigureAwait(false) is { } delivery
            ? AnswerOf(DeliveryResource.Of(delivery, view))
            : OperationResult.NotFound;

    private static OperationResult AnswerOf(DeliveryResource delivery) =>
        OperationResult.Json(delivery, ManagementJson.Default.DeliveryResource);
}
