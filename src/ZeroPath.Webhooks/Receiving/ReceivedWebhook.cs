using System.Data.Common;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>A received event, as a handler gets it.</summary>
/// <typeparam name="TEvent">Its record.</typeparam>
public sealed class ReceivedWebhook<TEvent>
    where TEvent : WebhookEvent
{
    /// <summary>The whole payload.</summary>
    public required WebhookPayload Payload { get; init; }

    /// <summary>The event in it.</summary>
    public TEvent Event => (TEvent)Payload.Event;

    /// <summary>
    /// What tells it from other events, the same however often it is sent and handled: the request's <c>webhook-id</c>, or <c>sha256:</c>
    /// and a hash of its content, the envelope's <c>time</c> left out.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The name of the receiver that it came to; empty for the one without a name.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it was received first.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    internal WebhookHandling? Handling { get; init; }

    /// <summary>
    /// Notes in a transaction of yours that this handler is done with this event: the note commits or vanishes with what the handler
    /// writes, so that both happen once. Call it last, then commit, then return. In a test of yours, where no store is, it does nothing.
    /// </summary>
    /// <param name="transaction">
    /// An open transaction of the store's own driver, in the store's database; from EF Core <c>transaction.GetDbTransaction()</c>.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="InvalidOperationException">
    /// Somebody else has got the event, because this took too long or an operator cancelled it: roll back, which is what happens when the
    /// exception is not caught. Or the store takes no part in transactions, or the transaction is in another database.
    /// </exception>
    /// <exception cref="ArgumentException">The transaction is another driver's.</exception>
    public Task CompleteAsync(DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Handling?.CompleteAsync(transaction, cancellationToken) ?? Task.CompletedTask;
    }
}
