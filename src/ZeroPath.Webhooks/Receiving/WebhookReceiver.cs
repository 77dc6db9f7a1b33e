using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>One receiver, with the options that were in force when a request began.</summary>
internal sealed class WebhookReceiver(
    string name,
    WebhookReceiverOptions options,
    ReceiverCredentials credentials,
    WebhookHandlers handlers,
    ReceivedEventIntake intake,
    ILogger logger)
{
    private const int LongestId = 256;

    private readonly string _shown = ReceiverName.Shown(name);

    public int MaxBodyBytes => options.MaxBodyBytes;

    public TimeSpan BodyTimeout => options.BodyTimeout;

    /// <summary>Whether a request's headers are right, as far as can be told before its body is read.</summary>
    public bool Accepts(Func<string, StringValues> headers) => IsAuthorized(credentials.FindProblem(headers));

    /// <summary>Takes in a request whose headers are accepted.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="body">Its body, byte by byte. It is kept.</param>
    /// <param name="abandon">Cancels handlers that run within the request.</param>
    public async ValueTask<Receipt> ReceiveAsync(Func<string, StringValues> headers, ReadOnlyMemory<byte> body, CancellationToken abandon)
    {
        if (!IsAuthorized(credentials.FindProblem(headers, body.Span)))
        {
            return new(ReceiptOutcome.Unauthorized);
        }

        WebhookPayload payload;
        try
        {
            payload = WebhookJson.Read(body.Span);
        }
        catch (WebhookJsonException e)
        {
            return Malformed(e.Problems);
        }

        var id = headers(WebhookSignature.IdHeader);
        if (id.Count > 1 || id.ToString().Length > LongestId)
        {
            return Malformed(
                [new(WebhookSignature.IdHeader, ProblemCodes.Range, $"The header must come once, with at most {LongestId} characters.")]);
        }

        if (payload.Event is UnknownEvent { Problems: { Count: > 0 } problems } && options.Strict)
        {
            return Malformed(problems);
        }

        if (EventFacts.Of(payload.Event).FindKeysThatCannotBeStored(payload.Event) is { Count: > 0 } keys)
        {
            return Malformed(keys);
        }

        return IsForHandlers(headers, payload.Event)
            ? await intake.TakeAsync(string.IsNullOrEmpty(id) ? CanonicalJson.Key(body.Span) : id.ToString(), body, payload, abandon)
                .ConfigureAwait(false)
            : new(ReceiptOutcome.Ignored);
    }

    private bool IsAuthorized(string? problem)
    {
        if (problem is not null)
        {
            ReceivingLog.Unauthorized(logger, _shown, problem);
        }

        return problem is null;
    }

    private bool IsForHandlers(Func<string, StringValues> headers, WebhookEvent @event)
    {
        var count = handlers.NamesFor(@event).Count;
        var isTest = headers(DeliveryHeaders.Test) == "true";
        var problems = (@event as UnknownEvent)?.Problems;
        if (isTest || count == 0 || problems is { Count: > 0 })
        {
            Log(Display(@event.Type));
        }

        return count > 0 && !isTest;

        void Log(string type)
        {
            if (isTest)
            {
                ReceivingLog.Test(logger, _shown, type);
            }
            else if (problems is [var first, ..])
            {
                ReceivingLog.BreaksRules(logger, _shown, type, problems.Count, first.Code, first.Path, count);
            }
            else
            {
                ReceivingLog.NoHandler(logger, _shown, type);
            }
        }
    }

    private Receipt Malformed(IReadOnlyList<ValidationProblem> problems)
    {
        ReceivingLog.Malformed(logger, _shown, problems.Count, problems[0].Code, problems[0].Path);
        return new(ReceiptOutcome.Malformed, problems);
    }

    /// <summary>A type that this version does not know may be any text.</summary>
    private static string Display(WebhookEventType type) =>
        type.Name.Length <= 64 && type.Name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? type.Name : "***";
}
