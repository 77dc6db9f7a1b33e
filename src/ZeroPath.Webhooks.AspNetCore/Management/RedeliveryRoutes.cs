using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Bulk redeliveries.</summary>
internal static class RedeliveryRoutes
{
    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Post, "/redeliveries", "startWebhookRedelivery", StartAsync)
        {
            Summary = "Sends many settled deliveries again, a page at a time, after the answer.",
            Description = "It goes on after a restart. Deliveries whose payload has been removed stay as they are.",
            Body = new(ManagementJson.Default.RedeliveryRequest),
            Answer = typeof(RedeliveryResource),
            Status = StatusCodes.Status201Created,
        },
        new(HttpMethods.Get, "/redeliveries/{redeliveryId}", "getWebhookRedelivery", GetAsync)
        {
            Summary = "Shows how far a bulk redelivery is.",
            Answer = typeof(RedeliveryResource),
        },
        new(HttpMethods.Post, "/redeliveries/{redeliveryId}/cancel", "cancelWebhookRedelivery", CancelAsync)
        {
            Summary = "Stops a bulk redelivery, before its next page. Deliveries that were made due by then are sent.",
            Answer = typeof(RedeliveryResource),
            CanConflict = true,
        },
    ];

    private static async Task<ApiAnswer> StartAsync(ApiRequest request)
    {
        var written = request.Body<RedeliveryRequest>();
        if (FindProblems(written, request.Scope).ToList() is { Count: > 0 } errors)
        {
            return ApiAnswer.Invalid(errors);
        }

        var view = await request.ViewAsync().ConfigureAwait(false);
        var filter = view.Limit(new DeliveryFilter
        {
            State = written.State,
            EndpointId = written.EndpointId,
            EventType = written.EventType is { } type ? new(type) : null,
            OrganizationId = written.OrganizationId,
            RepositoryId = written.RepositoryId,
            From = written.From,
            To = written.To,
        });
        var started = await request.Service<WebhookOperations>().StartRedeliveryAsync(filter, request.Cancellation).ConfigureAwait(false);
        return request.Created(AnswerOf(started), started.Id);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request) =>
        await FindAsync(request).ConfigureAwait(false) is { } redelivery ? AnswerOf(redelivery) : ApiAnswer.NotFound;

    private static async Task<ApiAnswer> CancelAsync(ApiRequest request)
    {
        if (await FindAsync(request).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        var isCancelled = await request.Service<WebhookOperations>().CancelRedeliveryAsync(request.Id, request.Cancellation).ConfigureAwait(false);
        return isCancelled
            ? await GetAsync(request).ConfigureAwait(false)
            : ApiAnswer.Problem(StatusCodes.Status409Conflict, "It has come to its end already.");
    }

    private static async Task<BulkRedelivery?> FindAsync(ApiRequest request) =>
        await request.Service<WebhookOperations>().FindRedeliveryAsync(request.Id, request.Cancellation).ConfigureAwait(false) is { } redelivery
            && request.Scope.Includes(redelivery.Filter.OrganizationId) ? redelivery : null;

    private static IEnumerable<WebhooksProblemItem> FindProblems(RedeliveryRequest written, WebhooksApiScope scope)
    {
        if (written.State == DeliveryState.Pending)
        {
            yield return new("state", "What is pending is sent anyway. Write Failed, Cancelled or Succeeded.");
        }

        if (written.From >= written.To)
        {
            yield return new("from", "It is not before to. Write an earlier time.");
        }

        if (!scope.IsAll && (written.OrganizationId ?? scope.OrganizationId) != scope.OrganizationId)
        {
            yield return new("organizationId", "It is not yours. Write your own, or leave it out.");
        }
    }

    private static ApiAnswer AnswerOf(BulkRedelivery redelivery) =>
        ApiAnswer.Json(RedeliveryResource.Of(redelivery), ManagementJson.Default.RedeliveryResource);
}
