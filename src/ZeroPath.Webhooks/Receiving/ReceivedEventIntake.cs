using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Takes in the events that one receiver has read: into the inbox, or to their handlers while the sender waits.</summary>
internal sealed class ReceivedEventIntake(
    string name, ReceivingMode mode, WebhookHandlers handlers, JobDispatcher dispatcher, IJobStore store, TimeProvider time)
{
    // D55: one job for each handler.
    public ValueTask<Receipt> TakeAsync(string key, ReadOnlyMemory<byte> body, WebhookPayload payload, CancellationToken abandon)
    {
        var now = time.GetUtcNow();
        var isInbox = mode == ReceivingMode.Inbox;
        var organizationId = EventFacts.Of(payload.Event).OrganizationId;
        List<Job> jobs =
        [
            .. handlers.NamesFor(payload.Event).Select(handler => new Job
            {
                Id = Ids.NewJob(now),
                Kind = isInbox ? JobKinds.Received : JobKinds.ReceivedInline,
                Subject = name,
                Handler = handler,
                OrganizationId = organizationId,
                Key = key,
                Body = isInbox ? body : default,
                CreatedAt = now,
            }),
        ];
        return isInbox ? StoreAsync(jobs) : HandleAsync(jobs, payload, abandon);
    }

    // Whether the sender has hung up or not: what has come is better stored than sent again.
    private async ValueTask<Receipt> StoreAsync(List<Job> jobs)
    {
        var additions = await dispatcher.AddAllAsync(jobs, CancellationToken.None).ConfigureAwait(false);
        return new(additions.Any(addition => addition.IsNew) ? ReceiptOutcome.Stored : ReceiptOutcome.Repeated);
    }

    /// <summary>Runs those handlers that are not done with the event, one after the other.</summary>
    private async ValueTask<Receipt> HandleAsync(List<Job> jobs, WebhookPayload payload, CancellationToken abandon)
    {
        var additions = await dispatcher.AddLeasedAsync(jobs, handlers.LeaseFor(jobs.Count), CancellationToken.None).ConfigureAwait(false);
        var (ran, failed) = (false, false);
        foreach (var leased in additions.Select(addition => addition.Lease).OfType<LeasedJob>())
        {
            ran = true;
            failed |= !await TryHandleAsync(leased, payload, abandon).ConfigureAwait(false);
        }

        var isElsewhere = additions.Any(addition => addition is { Lease: null, Job.State: JobState.Pending });
        return new(failed ? ReceiptOutcome.HandlerFailed
            : isElsewhere ? ReceiptOutcome.UnderWay
            : ran ? ReceiptOutcome.Handled
            : ReceiptOutcome.Repeated);
    }

    /// <returns>
    /// Whether the handler is done. Otherwise the sender's next attempt finds the event, for this handler, as if it were new.
    /// </returns>
    private async ValueTask<bool> TryHandleAsync(LeasedJob leased, WebhookPayload payload, CancellationToken abandon)
    {
        JobTransition? transition;
        try
        {
            abandon.ThrowIfCancellationRequested();
            transition = await handlers.RunAsync(leased, payload, abandon).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HandlerFailedException || abandon.IsCancellationRequested)
        {
            await store.RecordAsync(leased, JobTransition.Withdrawn, CancellationToken.None).ConfigureAwait(false);
            return false;
        }

        if (transition is not null)
        {
            await store.RecordAsync(leased, transition, CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }
}
