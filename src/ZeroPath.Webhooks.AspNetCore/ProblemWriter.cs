using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>
/// Writes why a request was refused, in the form of RFC 9457. A host that has called <c>AddProblemDetails</c> decides how it looks.
/// </summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, int status, string detail) => WriteAsync(context, Create(status, detail));

    /// <param name="context">The request.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="detail">What was wrong, and what to do.</param>
    /// <param name="member">The name under which the list stands.</param>
    /// <param name="list">Everything that is wrong; null if there is no such list.</param>
    /// <param name="type">How the list is written.</param>
    public static Task WriteAsync<T>(
        HttpContext context, int status, string detail, string member, IReadOnlyList<T>? list, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        var problem = Create(status, detail);
        if (list is not null)
        {
            // As an element, which every host's serializer can write.
            problem.Extensions[member] = JsonSerializer.SerializeToElement(list, type);
        }

        return WriteAsync(context, problem);
    }

    private static ProblemDetails Create(int status, string detail) =>
        new() { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail };

    private static async Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status!.Value;
        var service = context.RequestServices.GetService<IProblemDetailsService>();
        if (service is null || !await service.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem })
            .ConfigureAwait(false))
        {
            var body = ReadableJson.Write(problem, ProblemJson.Default.ProblemDetails);
            response.ContentType = MediaType;

            // What the request said may stand in it as it is: no browser is to take it for a page.
            response.Headers.XContentTypeOptions = "nosniff";
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
