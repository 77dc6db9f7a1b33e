using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>One receiver, with the options that were in force when a request began.</summary>
internal sealed class WebhookReceiver(
    string name,
    WebhookReceiverOptions options,
    ReceivingMode mode,
    ReceiverCredentials credentials,
    WebhookHandlers handlers,
    JobDispatcher dispatcher,
    IJobStore store,
    TimeProvider time,
    ILogger logger)
{
    private const int LongestId = 256;

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
        catch (WebhookFormatException e)
        {
            return Malformed(e.Problems);
        }

        var id = headers(WebhookSignature.IdHeader);
        if (id.Count > 1 || id.ToString().Length > LongestId)
        {
            return Malformed([new(WebhookSignature.IdHeader, ProblemCodes.Range, $"The header must come once, with at most {LongestId} characters.")]);
        }

        if (payload.Event is UnknownEvent { Problems: { Count: > 0 } problems } && options.Strict)
        {
            return Malformed(problems);
        }

        return IsForHandlers(headers, payload.Event)
            ? await TakeAsync(string.IsNullOrEmpty(id) ? CanonicalJson.Key(body.Span) : id.ToString(), body, payload, abandon).ConfigureAwait(false)
            : new(ReceiptOutcome.Ignored);
    }

    private ValueTask<Receipt> TakeAsync(string key, ReadOnlyMemory<byte> body, WebhookPayload payload, CancellationToken abandon)
    {
        var now = time.GetUtcNow();
        var job = new Job
        {
            Id = Ids.NewJob(now),
            Kind = mode == ReceivingMode.Inbox ? JobKinds.Received : JobKinds.ReceivedInline,
            Subject = name,
            OrganizationId = EventFacts.Of(payload.Event).OrganizationId,
            Key = key,
            Body = mode == ReceivingMode.Inbox ? body : default,
            CreatedAt = now,
        };
        return mode == ReceivingMode.Inbox ? StoreAsync(job) : HandleAsync(job, payload, abandon);
    }

    // Whether the sender has hung up or not: what has come is better stored than sent again.
    private async ValueTask<Receipt> StoreAsync(Job job) => new(
        (await dispatcher.AddAsync(job, CancellationToken.None).ConfigureAwait(false)).IsNew ? ReceiptOutcome.Stored : ReceiptOutcome.Repeated);

    private async ValueTask<Receipt> HandleAsync(Job job, WebhookPayload payload, CancellationToken abandon)
    {
        var lease = handlers.LeaseFor(handlers.CountFor(payload.Event));
        for (var outcome = ReceiptOutcome.Repeated; ; outcome = ReceiptOutcome.Handled)
        {
            var addition = await store.AddJobAsync(job, lease, CancellationToken.None).ConfigureAwait(false);
            if (addition.Lease is not { } leased)
            {
                return new(addition.Job.State == JobState.Pending ? ReceiptOutcome.UnderWay : outcome);
            }

            JobTransition? transition;
            try
            {
                transition = await handlers.RunAsync(leased, payload, abandon).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HandlersFailedException || abandon.IsCancellationRequested)
            {
                await ReleaseAsync(leased, e.Message).ConfigureAwait(false);
                return new(ReceiptOutcome.HandlerFailed);
            }

            if (transition is not null)
            {
                await store.RecordJobAsync(leased, transition, CancellationToken.None).ConfigureAwait(false);
                return new(ReceiptOutcome.Handled);
            }

            // A handler has completed its part in a transaction, which ended the lease: once more for the others, if there are any.
        }
    }

    /// <summary>The sender's next attempt finds the event as if it were new, but for the handlers that are done with it.</summary>
    private async Task ReleaseAsync(LeasedJob leased, string reason)
    {
        var isUntouched = await store.FindJobAsync(leased.Job.Id, CancellationToken.None).ConfigureAwait(false) is { Result: null };
        if (isUntouched)
        {
            await store.RemoveJobAsync(leased, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await store.RecordJobAsync(leased, JobTransition.Retry(TimeSpan.Zero, reason), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private bool IsAuthorized(string? problem)
    {
        if (problem is not null)
        {
            ReceivingLog.Unauthorized(logger, name, problem);
        }

        return problem is null;
    }

    private bool IsForHandlers(Func<string, StringValues> headers, WebhookEvent @event)
    {
        var count = handlers.CountFor(@event);
        var isTest = headers("zeropath-test") == "true";
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
                ReceivingLog.Test(logger, name, type);
            }
            else if (problems is [var first, ..])
            {
                ReceivingLog.BreaksRules(logger, name, type, problems.Count, first.Code, first.Path, count);
            }
            else
            {
                ReceivingLog.NoHandler(logger, name, type);
            }
        }
    }

    private Receipt Malformed(IReadOnlyList<ValidationProblem> problems)
    {
        ReceivingLog.Malformed(logger, name, problems.Count, problems[0].Code, problems[0].Path);
        return new(ReceiptOutcome.Malformed, problems);
    }

    /// <summary>A type that this version does not know may be any text.</summary>
    private static string Display(WebhookEventType type) =>
        type.Name.Length <= 64 && type.Name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? type.Name : "***";
}
