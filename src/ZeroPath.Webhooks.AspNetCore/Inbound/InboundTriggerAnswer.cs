using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>What a caller of a trigger is told: the execution's id, or a problem in the form of RFC 9457.</summary>
internal sealed record InboundTriggerAnswer
{
    private InboundTriggerAnswer(int statusCode) => StatusCode = statusCode;

    [JsonIgnore]
    public int StatusCode { get; }

    [JsonIgnore]
    public TimeSpan? RetryAfter { get; private init; }

    public string? ExecutionId { get; private init; }

    public string? Title { get; private init; }

    public int? Status { get; private init; }

    public string? Detail { get; private init; }

    public static InboundTriggerAnswer Accepted(string executionId) => new(StatusCodes.Status202Accepted) { ExecutionId = executionId };

    public static InboundTriggerAnswer Problem(int status, string detail, TimeSpan? retryAfter = null) =>
        new(status) { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail, RetryAfter = retryAfter };

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, InboundTriggerAnswerJson.Default.InboundTriggerAnswer);
        response.StatusCode = StatusCode;
        response.ContentType = Status is null ? "application/json" : "application/problem+json";
        response.ContentLength = body.Length;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (StatusCode == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = InboundTriggerSecret.Header;
        }

        await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }
}
