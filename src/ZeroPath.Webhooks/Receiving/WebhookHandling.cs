using System.Data.Common;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>One handler's turn with one event.</summary>
/// <param name="store">Where its job is.</param>
/// <param name="leased">Its job.</param>
/// <param name="payload">The event.</param>
internal sealed class WebhookHandling(WebhookStore store, LeasedJob leased, WebhookPayload payload)
{
    /// <summary>Whether what becomes of the job has been written, and the lease is over.</summary>
    public bool IsCompleted { get; private set; }

    public ReceivedWebhook<TEvent> ToReceived<TEvent>()
        where TEvent : WebhookEvent => new()
        {
            Payload = payload,
            Id = leased.Job.Key ?? leased.Job.Id,
            Receiver = leased.Job.Subject,
            Attempt = leased.Job.Starts,
            ReceivedAt = leased.Job.CreatedAt,
            Handling = this,
        };

    public async Task CompleteAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (store.Transactions is not { } transactions)
        {
            throw new InvalidOperationException(
                "The store is in no database that you could have a transaction in. Call UseSqliteStore or UsePostgreSqlStore.");
        }

        var isLast = await transactions.Join(transaction).Jobs.RecordAsync(leased, JobTransition.Succeeded(), cancellationToken)
            .ConfigureAwait(false);
        IsCompleted = isLast ? true : throw new InvalidOperationException(
            $"Event {leased.Job.Key} has gone to somebody else, because handling it took too long, "
                + "or was cancelled. Roll the transaction back.");
    }
}
