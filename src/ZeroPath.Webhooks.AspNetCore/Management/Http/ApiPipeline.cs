using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ZeroPath.Webhooks.AspNetCore.Contract;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Makes a request a call of its operation, and what comes of it the answer.</summary>
internal static class ApiPipeline
{
    public static async Task InvokeAsync(HttpContext context, ApiRoute route, ZeroPathWebhooksApiOptions options)
    {
        try
        {
            var (result, status) = await AnswerAsync(context, route, options).ConfigureAwait(false);
            await ApiAnswer.WriteAsync(context, result, status ?? ApiAnswer.StatusOf(result, route)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
    }

    /// <returns>What came of it, and the status if that is one which only HTTP knows.</returns>
    private static async Task<(OperationResult Result, int? Status)> AnswerAsync(
        HttpContext context, ApiRoute route, ZeroPathWebhooksApiOptions options)
    {
        if (AuthorizationGate.FindRefusal(context, options.Door.This, options.Door.Remedy) is { } closed)
        {
            return (OperationResult.Refused(OperationOutcome.Forbidden, closed), null);
        }

        if (!route.Operation.IsReadOnly
            && CrossSite.FindRefusal(context.Request, options.Door.Kind == ChangeDoor.Dashboard) is { } elsewhere)
        {
            return (OperationResult.Refused(OperationOutcome.Forbidden, elsewhere), null);
        }

        var scope = options.Scope(context);
        if (OperationRunner.FindRefusal(route.Operation, scope) is { } forbidden)
        {
            return (forbidden, null);
        }

        var errors = new List<WebhooksProblemItem>();
        var tags = ApiArguments.ReadTags(route.Operation, context.Request, errors);
        var call = new OperationCall(route.Operation, context.RequestServices)
        {
            Scope = scope,
            Origin = new(options.Door.Kind, context.User.Identity?.Name),
            HasSeen = tags is null ? null : current =>
                tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == ApiAnswer.Quote(current))),
            FindContract = () => ContractDocument.FindPaths(context),
            Cancellation = context.RequestAborted,
        };
        var refusal = call.ReadArguments(
            parameter => ApiArguments.TextOf(parameter, route.Operation, context.Request, errors),
            ApiArguments.FindUnknown(route.Operation, context.Request),
            errors);
        if (refusal is not null)
        {
            return (refusal, null);
        }

        var (body, unreadable, status) = route.Operation.Body is null
            ? default
            : await ApiBody.ReadAsync(context.Request, route.Operation).ConfigureAwait(false);
        return unreadable is null ? (await OperationRunner.RunAsync(call, body).ConfigureAwait(false), null) : (unreadable, status);
    }
}
