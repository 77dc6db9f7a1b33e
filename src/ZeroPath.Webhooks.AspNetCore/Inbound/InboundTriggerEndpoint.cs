using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

/// <summary>Answers calls of triggers. Until the secret was right, every call is answered alike, and nothing of its body is read.</summary>
internal sealed class InboundTriggerEndpoint(
    InboundTriggerGate gate, int maxPayloadBytes, TimeProvider time, ILogger<InboundTriggerEndpoint> logger)
{
    public const string RouteParameter = "triggerId";

    private static readonly TimeSpan PayloadTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Where the caller's name for the call may be; the first of these that is there counts.</summary>
    private static readonly string[] KeyHeaders = ["Idempotency-Key", "webhook-id"];

    /// <summary>
    /// Where the host accepts calls, below its path base, with <c>{triggerId}</c> in it. Null if it does not, or if its address has other
    /// parts that only a caller can fill in.
    /// </summary>
    public static string? FindPath(EndpointDataSource endpoints) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<InboundTriggerEndpoint>() is not null) is { } found
        && found.RoutePattern.Parameters.All(parameter => parameter.Name == RouteParameter)
            ? string.Join('/', found.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(PartOf))))
            : null;

    public async Task HandleAsync(HttpContext context)
    {
        InboundTriggerAnswer answer;
        try
        {
            answer = await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
            return;
        }
        catch (Exception e)
        {
            InboundTriggerEndpointLog.NotStored(logger, e);
            answer = new InboundTriggerAnswer(
                StatusCodes.Status503ServiceUnavailable, "The call could not be stored. Call again later, with the same idempotency key.",
                PauseAfterFailure);
        }

        await answer.WriteAsync(context).ConfigureAwait(false);
    }

    private static string PartOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => Uri.EscapeDataString(literal.Content),
        RoutePatternSeparatorPart separator => separator.Content,
        _ => $"{{{RouteParameter}}}",
    };

    private async Task<InboundTriggerAnswer> AnswerAsync(HttpContext context)
    {
        var (request, aborted) = (context.Request, context.RequestAborted);
        var triggerId = Convert.ToString(request.RouteValues[RouteParameter], CultureInfo.InvariantCulture) ?? "";
        if (await gate.AuthenticateAsync(triggerId, SecretOf(context), aborted).ConfigureAwait(false) is not { } trigger)
        {
            // What is no id may be anything, a secret for one.
            InboundTriggerEndpointLog.Refused(logger, Ids.IsTrigger(triggerId) ? triggerId : "***");
            return new(StatusCodes.Status401Unauthorized, "There is no such trigger, its secret is another, or it is disabled.");
        }

        if (gate.TakeTurn(trigger) is { Ticks: > 0 } wait)
        {
            return new(StatusCodes.Status429TooManyRequests, $"The trigger takes {trigger.MaxPerMinute} calls a minute.", wait);
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding
            && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "Send the payload without a Content-Encoding.");
        }

        var key = KeyHeaders.Select(name => request.Headers[name]).FirstOrDefault(values => values.Count > 0);
        if (key.Count > 0 && (key.Count > 1 || string.IsNullOrWhiteSpace(key) || key[0]!.Length > InboundTriggerGate.MaxKeyLength))
        {
            return new(
                StatusCodes.Status400BadRequest,
                $"Send one Idempotency-Key, or webhook-id, of 1 to {InboundTriggerGate.MaxKeyLength} characters, or none.");
        }

        ReadBody read;
        try
        {
            read = await BodyReader.ReadAsync(request, maxPayloadBytes, PayloadTimeout, time).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            return new(e.StatusCode, "The request's body could not be read.");
        }

        if (read.Body is not { } payload)
        {
            return read.IsTooLarge
                ? new InboundTriggerAnswer(StatusCodes.Status413PayloadTooLarge, $"The payload has more than {maxPayloadBytes} bytes.")
                : new InboundTriggerAnswer(StatusCodes.Status408RequestTimeout, $"The payload took longer than {PayloadTimeout:c}.");
        }

        var execution = await gate.AcceptAsync(trigger, payload, request.ContentType, key, aborted).ConfigureAwait(false);
        return InboundTriggerAnswer.Accepted(execution.Id);
    }

    /// <summary>The one secret that came, or null: more than one, even if they are the same, are a mistake or a guess.</summary>
    private static string? SecretOf(HttpContext context)
    {
        var given = StringValues.Concat(
            StringValues.Concat(
                context.Features.Get<HiddenTriggerSecrets>() is { } hidden ? new StringValues([.. hidden.Values]) : default,
                context.Request.Query[HiddenTriggerSecrets.QueryParameter]),
            context.Request.Headers[InboundTriggerSecret.Header]);
        return given is [var only] ? only : null;
    }
}
