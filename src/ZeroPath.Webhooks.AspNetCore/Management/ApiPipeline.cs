using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>The way of every request: who may, what is right, then the route's handler.</summary>
internal static class ApiPipeline
{
    public static async Task InvokeAsync(HttpContext context, ApiRoute route, ZeroPathWebhooksApiOptions options)
    {
        var answer = await AnswerAsync(context, route, options).ConfigureAwait(false);
        await answer.WriteAsync(context).ConfigureAwait(false);
    }

    private static async Task<ApiAnswer> AnswerAsync(HttpContext context, ApiRoute route, ZeroPathWebhooksApiOptions options)
    {
        if (AuthorizationGate.FindRefusal(context) is { } refusal)
        {
            return ApiAnswer.Problem(StatusCodes.Status403Forbidden, refusal);
        }

        var scope = options.Scope(context);
        if (scope == WebhooksApiScope.Nothing || (route.IsForOperators && !scope.IsAll))
        {
            return ApiAnswer.Problem(
                StatusCodes.Status403Forbidden, scope == WebhooksApiScope.Nothing ? "You belong to no organization." : "This is for the host's operators.");
        }

        var (arguments, errors) = ApiArguments.Read(route, context.Request);
        var query = $"{route.Name} {scope.OrganizationId} {context.Request.Path} {ApiArguments.Canonical(context.Request)}";
        if (arguments.GetValueOrDefault(ApiParameters.After.Name) is string cursor)
        {
            arguments[ApiParameters.After.Name] = ApiCursor.TryRead(cursor, query);
            if (arguments[ApiParameters.After.Name] is null)
            {
                errors.Add(new(ApiParameters.After.Name, "It is not the 'next' of a page of this list with these filters. Leave it out to begin anew."));
            }
        }

        if (errors.Count > 0)
        {
            return ApiAnswer.Invalid(errors);
        }

        if (!scope.IsAll && arguments.GetValueOrDefault(ApiParameters.OrganizationId.Name) is string organization && organization != scope.OrganizationId)
        {
            return ApiAnswer.NotFound;
        }

        if (route.NeedsMatch && arguments[ApiParameters.IfMatch.Name] is null)
        {
            return ApiAnswer.Problem(
                StatusCodes.Status428PreconditionRequired,
                "Send If-Match with the ETag of what you saw, so that nobody's changes are lost, or with * to replace whatever is there.",
                [new(ApiParameters.IfMatch.Name, "It is missing.")]);
        }

        var (body, unreadable) = route.Body is null ? (null, null) : await route.Body.ReadAsync(context.Request).ConfigureAwait(false);
        return unreadable ?? await HandleAsync(context, route, new(context, scope, arguments, body, query)).ConfigureAwait(false);
    }

    private static async Task<ApiAnswer> HandleAsync(HttpContext context, ApiRoute route, ApiRequest request)
    {
        try
        {
            return await route.Handler(request).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException or StoreUnusableException or IOException or SocketException)
        {
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiPipeline).Namespace!);
            ApiLog.StoreFailed(logger, e, route.Name);
            return ApiAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "The store does not answer. Try again soon; the host's log says why.");
        }
    }
}
