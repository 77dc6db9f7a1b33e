using System.Globalization;
using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>What comes of an operation, as an answer.</summary>
internal static class ApiAnswer
{
    public const string JsonType = "application/json";

    public static string Quote(string tag) => $"\"{tag}\"";

    public static int StatusOf(OperationResult result, ApiRoute route) => result.Outcome switch
    {
        OperationOutcome.Done or OperationOutcome.Created => route.Status,
        OperationOutcome.Invalid => StatusCodes.Status400BadRequest,
        OperationOutcome.Forbidden => StatusCodes.Status403Forbidden,
        OperationOutcome.NotFound => StatusCodes.Status404NotFound,
        OperationOutcome.Conflict => StatusCodes.Status409Conflict,
        OperationOutcome.Changed => StatusCodes.Status412PreconditionFailed,
        OperationOutcome.TagMissing => StatusCodes.Status428PreconditionRequired,
        OperationOutcome.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static async Task WriteAsync(HttpContext context, OperationResult result, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ETag = result.Tag is null ? null : Quote(result.Tag);
        response.Headers.Location = result.CreatedId is null
            ? null
            : $"{UrlPath.Encode(context.Request.PathBase + context.Request.Path).TrimEnd('/')}/{Uri.EscapeDataString(result.CreatedId)}";
        response.Headers.Link = result.DescribedBy.Select(path => $"<{path}>; rel=\"describedby\"").ToArray();
        response.Headers.RetryAfter = result.Wait is { } wait
            ? Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)
            : null;
        if (result.Detail is not null)
        {
            await ProblemWriter.WriteAsync(
                context, status, result.Detail, "errors", result.Errors,
                ProblemJson.Default.IReadOnlyListWebhooksProblemItem).ConfigureAwait(false);
        }
        else if (result.Body is { } body)
        {
            response.ContentType = JsonType;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
