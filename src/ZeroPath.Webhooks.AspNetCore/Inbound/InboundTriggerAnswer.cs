using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>What a caller of a trigger is told: the execution's id, or a problem.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Text">The execution's id, or why there is none.</param>
/// <param name="RetryAfter">How long the caller should wait before it calls again; null when the answer says nothing of it.</param>
internal readonly record struct InboundTriggerAnswer(int Status, string Text, TimeSpan? RetryAfter = null)
{
    public static InboundTriggerAnswer Accepted(string executionId) => new(StatusCodes.Status202Accepted, executionId);

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.RetryAfter = RetryAfter is { } wait
            ? Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)
            : null;
        response.Headers.WWWAuthenticate = Status == StatusCodes.Status401Unauthorized ? InboundTriggerSecret.Header : null;
        if (Status != StatusCodes.Status202Accepted)
        {
            await ProblemWriter.WriteAsync(context, Status, Text).ConfigureAwait(false);
            return;
        }

        // An id is made of letters and digits.
        var body = $$"""{"executionId":"{{Text}}"}""";
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
