using ZeroPath.Webhooks.AspNetCore.Management.Resources;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Events that the host has received, one for each of its handlers. They are the host's own business.</summary>
internal static class ReceivedOperations
{
    public static Operation List { get; } = new("listReceivedWebhooks", ListAsync)
    {
        Summary = "Lists received events, newest first, one for each handler.",
        Description = "Those that Failed were given up, and wait for somebody.",
        Answer = ManagementJson.Default.ResourcePageReceivedResource,
        Filters =
        [
            OperationParameters.ReceivedState, OperationParameters.Receiver, OperationParameters.Handler, OperationParameters.From,
            OperationParameters.To, OperationParameters.PageSize, OperationParameters.After,
        ],
        IsReadOnly = true,
        IsForOperators = true,
    };

    public static Operation Get { get; } = new("getReceivedWebhook", GetAsync)
    {
        Id = OperationParameters.Id("receivedId"),
        Summary = "Shows a received event with its payload.",
        Answer = ManagementJson.Default.ReceivedResource,
        IsReadOnly = true,
        IsForOperators = true,
    };

    public static Operation Cancel { get; } = new("cancelReceivedWebhook", CancelAsync)
    {
        Id = OperationParameters.Id("receivedId"),
        Summary = "Cancels a received event that has not ended.",
        Answer = ManagementJson.Default.ReceivedResource,
        CanConflict = true,
        IsDestructive = true,
        IsForOperators = true,
    };

    public static Operation RunAgain { get; } = new("runReceivedWebhookAgain", RunAgainAsync)
    {
        Id = OperationParameters.Id("receivedId"),
        Summary = "Has a handler run again with a received event that has ended.",
        Answer = ManagementJson.Default.ReceivedResource,
        CanConflict = true,
        IsForOperators = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var filter = new JobFilter
        {
            Kind = JobKinds.Received,
            Subject = call.Get(OperationParameters.Receiver),
            Handler = call.Get(OperationParameters.Handler),
            State = call.Get(OperationParameters.ReceivedState),
            From = call.Get(OperationParameters.From),
            To = call.Get(OperationParameters.To),
        };
        var jobs = await call.Service<IJobStore>().ListAsync(filter, call.Page, call.Cancellation).ConfigureAwait(false);
        return OperationResult.Json(
            call.PageOf(jobs, job => ReceivedResource.Of(job)), ManagementJson.Default.ResourcePageReceivedResource);
    }

    private static async Task<OperationResult> GetAsync(OperationCall call) =>
        await FindAsync(call).ConfigureAwait(false) is { } job ? AnswerOf(ReceivedResource.Of(job, job.Body)) : OperationResult.NotFound;

    private static Task<OperationResult> CancelAsync(OperationCall call) => JobChange.CancelAsync(
        () => call.Service<IJobStore>().CancelAsync(call.Id, DeliveryReasons.OnRequest, call.Cancellation).AsTask(),
        () => FindAsync(call),
        job => Task.FromResult(AnswerOf(ReceivedResource.Of(job))));

    private static Task<OperationResult> RunAgainAsync(OperationCall call) => JobChange.RunAgainAsync(
        () => call.Service<IJobStore>().RetryAsync(call.Id, call.Cancellation).AsTask(),
        () => FindAsync(call),
        job => Task.FromResult(AnswerOf(ReceivedResource.Of(job))));

    private static async Task<Job?> FindAsync(OperationCall call) =>
        await call.Service<IJobStore>().FindAsync(call.Id, call.Cancellation).ConfigureAwait(false) is { Kind: JobKinds.Received } job
            ? job
            : null;

    private static OperationResult AnswerOf(ReceivedResource received) =>
        OperationResult.Json(received, ManagementJson.Default.ReceivedResource);
}
