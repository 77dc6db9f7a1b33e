using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Bulk redeliveries.</summary>
internal static class RedeliveryOperations
{
    public static Operation List { get; } = new("listWebhookRedeliveries", ListAsync)
    {
        Summary = "Lists bulk redeliveries, newest first.",
        Answer = ManagementJson.Default.ResourcePageRedeliveryResource,
        Filters = [OperationParameters.PageSize, OperationParameters.After],
        IsReadOnly = true,
    };

    public static Operation Start { get; } = new("startWebhookRedelivery", StartAsync)
    {
        Summary = "Sends many settled deliveries again, a page at a time, after the answer.",
        Description = "It goes on after a restart. Deliveries whose payload has been removed stay as they are, and so do those to "
            + "endpoints that are disabled or removed.",
        Body = ManagementJson.Default.RedeliveryRequest,
        Answer = ManagementJson.Default.RedeliveryResource,
        Creates = true,
        CanConflict = true,
    };

    public static Operation Get { get; } = new("getWebhookRedelivery", GetAsync)
    {
        Id = OperationParameters.Id("redeliveryId"),
        Summary = "Shows how far a bulk redelivery is.",
        Answer = ManagementJson.Default.RedeliveryResource,
        IsReadOnly = true,
    };

    public static Operation Cancel { get; } = new("cancelWebhookRedelivery", CancelAsync)
    {
        Id = OperationParameters.Id("redeliveryId"),
        Summary = "Stops a bulk redelivery, before its next page. Deliveries that were made due by then are sent.",
        Answer = ManagementJson.Default.RedeliveryResource,
        CanConflict = true,
        IsDestructive = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var found = await call.Service<WebhookOperations>()
            .ListRedeliveriesAsync(call.Scope.OrganizationId, call.Page, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(call.PageOf(found, RedeliveryResource.Of), ManagementJson.Default.ResourcePageRedeliveryResource);
    }

    private static async Task<OperationResult> StartAsync(OperationCall call)
    {
        var written = call.Body<RedeliveryRequest>();
        if (FindProblems(written, call.Scope).ToList() is { Count: > 0 } errors)
        {
            return OperationResult.Invalid(errors);
        }

        var view = await call.ViewAsync().ConfigureAwait(false);
        if (written.EndpointId is { } endpointId && view.FindEndpoint(endpointId) is not { Enabled: true } and var endpoint)
        {
            return OperationResult.Conflict(endpoint is null
                ? "There is no such endpoint any more, so that there is nowhere to send them."
                : "The endpoint is disabled, so that nothing would be sent to it. Enable it first.");
        }

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
        var started = await call.Service<WebhookOperations>().StartRedeliveryAsync(filter, call.Cancellation).ConfigureAwait(false);
        return AnswerOf(started).AsCreated(started.Id);
    }

    private static async Task<OperationResult> GetAsync(OperationCall call) =>
        await FindAsync(call).ConfigureAwait(false) is { } redelivery ? AnswerOf(redelivery) : OperationResult.NotFound;

    private static async Task<OperationResult> CancelAsync(OperationCall call)
    {
        if (await FindAsync(call).ConfigureAwait(false) is null)
        {
            return OperationResult.NotFound;
        }

        var isCancelled = await call.Service<WebhookOperations>().CancelRedeliveryAsync(call.Id, call.Cancellation).ConfigureAwait(false);
        return isCancelled
            ? await GetAsync(call).ConfigureAwait(false)
            : OperationResult.Conflict("It has come to its end already.");
    }

    private static async Task<BulkRedelivery?> FindAsync(OperationCall call) =>
        await call.Service<WebhookOperations>().FindRedeliveryAsync(call.Id, call.Cancellation).ConfigureAwait(false) is { } redelivery
            && call.Scope.Includes(redelivery.Filter.OrganizationId) ? redelivery : null;

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

    private static OperationResult AnswerOf(BulkRedelivery redelivery) =>
        OperationResult.Json(RedeliveryResource.Of(redelivery), ManagementJson.Default.RedeliveryResource);
}
