using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Receiver;

/// <summary>Why a request was not accepted, as RFC 9457 has it.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Problems">What is wrong with a document.</param>
internal sealed record Problem(string Title, int Status, string Detail, IReadOnlyList<ValidationProblem>? Problems)
{
    private const int MaxProblems = 100;

    public static async Task WriteAsync(HttpContext context, int status, string detail, IReadOnlyList<ValidationProblem>? problems = null)
    {
        var problem = new Problem(ReasonPhrases.GetReasonPhrase(status), status, detail, problems is null ? null : [.. problems.Take(MaxProblems)]);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, ReceiverJsonContext.Default.Problem);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body).ConfigureAwait(false);
    }
}
