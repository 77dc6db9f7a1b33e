using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Executions of inbound triggers.</summary>
internal static class ExecutionRoutes
{
    public static IEnumerable<ApiRoute> All { get; } =
    [
        new(HttpMethods.Get, "/executions", "listWebhookExecutions", ListAsync)
        {
            Summary = "Lists executions of inbound triggers, newest first.",
            Answer = typeof(ResourcePage<ExecutionResource>),
            Query =
            [
                ApiParameters.TriggerId, ApiParameters.ExecutionState, ApiParameters.OrganizationId, ApiParameters.From, ApiParameters.To,
                ApiParameters.PageSize, ApiParameters.After,
            ],
        },
        new(HttpMethods.Get, "/executions/{executionId}", "getWebhookExecution", GetAsync)
        {
            Summary = "Shows an execution with its payload.",
            Answer = typeof(ExecutionResource),
        },
        new(HttpMethods.Post, "/executions/{executionId}/cancel", "cancelWebhookExecution", CancelAsync)
        {
            Summary = "Cancels an execution that has not ended.",
            Answer = typeof(ExecutionResource),
            CanConflict = true,
        },
        new(HttpMethods.Post, "/executions/{executionId}/run-again", "runWebhookExecutionAgain", RunAgainAsync)
        {
            Summary = "Has an execution that has ended run again.",
            Answer = typeof(ExecutionResource),
            CanConflict = true,
        },
    ];

    private static async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var filter = new JobFilter
        {
            Subject = request.Get(ApiParameters.TriggerId),
            State = request.Get(ApiParameters.ExecutionState),
            OrganizationId = request.Scope.OrganizationId ?? request.Get(ApiParameters.OrganizationId),
            From = request.Get(ApiParameters.From),
            To = request.Get(ApiParameters.To),
        };
        var (jobs, next) = await request.Service<InboundTriggers>().ListExecutionsAsync(filter, request.Page, request.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Json(request.PageOf(jobs.Select(job => ExecutionResource.Of(job)), next), ManagementJson.Default.ResourcePageExecutionResource);
    }

    private static async Task<ApiAnswer> GetAsync(ApiRequest request) =>
        await FindAsync(request).ConfigureAwait(false) is { } job ? AnswerOf(ExecutionResource.Of(job, job.Body)) : ApiAnswer.NotFound;

    private static Task<ApiAnswer> CancelAsync(ApiRequest request) => ChangeAsync(
        request,
        triggers => triggers.CancelExecutionAsync(request.Id, DeliveryReasons.OnRequest, request.Cancellation),
        "It has ended already: only what has not can be cancelled.");

    private static Task<ApiAnswer> RunAgainAsync(ApiRequest request) => ChangeAsync(
        request,
        triggers => triggers.RetryExecutionAsync(request.Id, request.Cancellation),
        "It has not ended yet: it will be run, or is being run.");

    private static async Task<ApiAnswer> ChangeAsync(ApiRequest request, Func<InboundTriggers, ValueTask<bool>> change, string refusal)
    {
        if (await FindAsync(request).ConfigureAwait(false) is null)
        {
            return ApiAnswer.NotFound;
        }

        var isChanged = await change(request.Service<InboundTriggers>()).ConfigureAwait(false);
        return await FindAsync(request).ConfigureAwait(false) is not { } job ? ApiAnswer.NotFound
            : isChanged ? AnswerOf(ExecutionResource.Of(job))
            : ApiAnswer.Problem(StatusCodes.Status409Conflict, refusal);
    }

    private static async Task<Job?> FindAsync(ApiRequest request) =>
        await request.Service<InboundTriggers>().FindExecutionAsync(request.Id, request.Cancellation).ConfigureAwait(false) is { } job
            && request.Scope.Includes(job.OrganizationId) ? job : null;

    private static ApiAnswer AnswerOf(ExecutionResource execution) => ApiAnswer.Json(execution, ManagementJson.Default.ExecutionResource);
}
