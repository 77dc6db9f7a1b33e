using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace ZeroPath.Webhooks.AspNetCore.Receiver;

/// <summary>Answers the requests to one receiver: what is wrong with the request first, then what came of it.</summary>
internal sealed class ReceiverEndpoint(
    Func<WebhookReceiver> receivers, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ReceiverEndpoint> logger)
{
    private const int SecondsUntilRetry = 10;
    private const int MaxProblems = 100;

    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context, receivers()).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            // The server's own limits: a body too slow, too large, or not as HTTP has it.
            await RefuseAsync(context, e.StatusCode, "The body could not be read.").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e)
        {
            ReceiverLog.Failed(logger, e);
            await AskAgainAsync(context, StatusCodes.Status503ServiceUnavailable, "The event could not be taken in. Send it again.")
                .ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, WebhookReceiver receiver)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Events are sent by POST.").ConfigureAwait(false);
        }
        else if (!receiver.Accepts(Headers))
        {
            await RefuseCredentialsAsync(context).ConfigureAwait(false);
        }
        else if (!JsonMediaType.IsJson(request))
        {
            await RefuseAsync(
                context, StatusCodes.Status415UnsupportedMediaType,
                "An event is application/json in UTF-8, without a Content-Encoding.").ConfigureAwait(false);
        }
        else
        {
            switch (await BodyReader.ReadAsync(request, receiver.MaxBodyBytes, receiver.BodyTimeout, time).ConfigureAwait(false))
            {
                case { Body: { } body }:
                    var receipt = await receiver.ReceiveAsync(Headers, body, lifetime.ApplicationStopped).ConfigureAwait(false);
                    await AnswerAsync(context, receipt).ConfigureAwait(false);
                    break;
                case { IsTooLarge: true }:
                    await RefuseAsync(
                        context, StatusCodes.Status413PayloadTooLarge,
                        $"The body has more than {receiver.MaxBodyBytes} bytes.").ConfigureAwait(false);
                    break;
                default:
                    await RefuseAsync(
                        context, StatusCodes.Status408RequestTimeout,
                        $"The body took longer than {receiver.BodyTimeout:c}.").ConfigureAwait(false);
                    break;
            }
        }

        StringValues Headers(string name) => request.Headers[name];
    }

    private static Task AnswerAsync(HttpContext context, Receipt receipt) => receipt.Outcome switch
    {
        ReceiptOutcome.Stored => AcceptAsync(context, StatusCodes.Status202Accepted),
        ReceiptOutcome.Unauthorized => RefuseCredentialsAsync(context),
        ReceiptOutcome.Malformed => ProblemWriter.WriteAsync(
            context,
            StatusCodes.Status400BadRequest,
            "The body is no payload that is accepted here.",
            "problems",
            receipt.Problems is { } problems ? [.. problems.Take(MaxProblems)] : null,
            ProblemJson.Default.IReadOnlyListValidationProblem),
        ReceiptOutcome.UnderWay => AskAgainAsync(context, StatusCodes.Status409Conflict, "The same event is being handled."),
        ReceiptOutcome.HandlerFailed =>
            AskAgainAsync(context, StatusCodes.Status500InternalServerError, "The event could not be handled. Send it again."),
        _ => AcceptAsync(context, StatusCodes.Status200OK),
    };

    private static Task AcceptAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static Task AskAgainAsync(HttpContext context, int status, string detail)
    {
        context.Response.Headers.RetryAfter = $"{SecondsUntilRetry}";
        return ProblemWriter.WriteAsync(context, status, detail);
    }

    private static Task RefuseCredentialsAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status401Unauthorized, "The credentials are missing or wrong.");

    /// <summary>Refuses a request whose body was not read to its end: the rest of it is nobody's.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return ProblemWriter.WriteAsync(context, status, detail);
    }
}
