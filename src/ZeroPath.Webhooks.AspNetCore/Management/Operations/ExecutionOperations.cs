using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>Executions of inbound triggers.</summary>
internal static class ExecutionOperations
{
    public static Operation List { get; } = new("listWebhookExecutions", ListAsync)
    {
        Summary = "Lists executions of inbound triggers, newest first.",
        Answer = ManagementJson.Default.ResourcePageExecutionResource,
        Filters =
        [
            OperationParameters.TriggerId, OperationParameters.ExecutionState, OperationParameters.OrganizationId, OperationParameters.From,
            OperationParameters.To,
            OperationParameters.PageSize, OperationParameters.After,
        ],
        IsReadOnly = true,
    };

    public static Operation Get { get; } = new("getWebhookExecution", GetAsync)
    {
        Id = OperationParameters.Id("executionId"),
        Summary = "Shows an execution with its payload.",
        Answer = ManagementJson.Default.ExecutionResource,
        IsReadOnly = true,
    };

    public static Operation Cancel { get; } = new("cancelWebhookExecution", CancelAsync)
    {
        Id = OperationParameters.Id("executionId"),
        Summary = "Cancels an execution that has not ended.",
        Answer = ManagementJson.Default.ExecutionResource,
        CanConflict = true,
        IsDestructive = true,
    };

    public static Operation RunAgain { get; } = new("runWebhookExecutionAgain", RunAgainAsync)
    {
        Id = OperationParameters.Id("executionId"),
        Summary = "Has an execution that has ended run again.",
        Answer = ManagementJson.Default.ExecutionResource,
        CanConflict = true,
    };

    private static async Task<OperationResult> ListAsync(OperationCall call)
    {
        var filter = new JobFilter
        {
            Subject = call.Get(OperationParameters.TriggerId),
            State = call.Get(OperationParameters.ExecutionState),
            OrganizationId = call.Scope.OrganizationId ?? call.Get(OperationParameters.OrganizationId),
            From = call.Get(OperationParameters.From),
            To = call.Get(OperationParameters.To),
        };
        var jobs = await call.Service<InboundTriggers>().ListExecutionsAsync(filter, call.Page, call.Cancellation)
            .ConfigureAwait(false);
        var names = new Dictionary<string, string?>();
        foreach (var triggerId in jobs.Items.Select(job => job.Subject).Distinct())
        {
            names[triggerId] = await NameAsync(call, triggerId).ConfigureAwait(false);
        }

        return OperationResult.Json(
            call.PageOf(jobs, job => ExecutionResource.Of(job, names[job.Subject])),
            ManagementJson.Default.ResourcePageExecutionResource);
    }

    private static async Task<OperationResult> GetAsync(OperationCall call) =>
        await FindAsync(call).ConfigureAwait(false) is { } job
            ? await AnswerAsync(call, job, job.Body).ConfigureAwait(false)
            : OperationResult.NotFound;

    private static Task<OperationResult> CancelAsync(OperationCall call) => JobChange.CancelAsync(
        () => call.Service<InboundTriggers>().CancelExecutionAsync(call.Id, DeliveryReasons.OnRequest, call.Cancellation),
        () => FindAsync(call),
        job => AnswerAsync(call, job));

    private static Task<OperationResult> RunAgainAsync(OperationCall call) => JobChange.RunAgainAsync(
        () => call.Service<InboundTriggers>().RetryExecutionAsync(call.Id, call.Cancellation),
        () => FindAsync(call),
        job => AnswerAsync(call, job));

    private static async Task<Job?> FindAsync(OperationCall call) =>
        await call.Service<InboundTriggers>().FindExecutionAsync(call.Id, call.Cancellation).ConfigureAwait(false) is { } job
            && call.Scope.Includes(job.OrganizationId) ? job : null;

    private static async Task<OperationResult> AnswerAsync(OperationCall call, Job job, ReadOnlyMemory<byte>? payload = null) =>
        OperationResult.Json(
            ExecutionResource.Of(job, await NameAsync(call, job.Subject).ConfigureAwait(false), payload),
            ManagementJson.Default.ExecutionResource);

    private static async Task<string?> NameAsync(OperationCall call, string triggerId) =>
        (await EditableKinds.FindTriggerAsync(call, triggerId).ConfigureAwait(false))?.Name;
}
