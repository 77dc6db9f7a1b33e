using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Sqlite;

#pragma warning disable IDE0130 // Where users look for it: beside IWebhookPublisher.
namespace ZeroPath.Webhooks.Deliveries;
#pragma warning restore IDE0130

/// <summary>
/// Publishes inside a transaction of the application's, in the same SQLite file: the event and its deliveries commit, or vanish, with the
/// work that they report. They are sent promptly after the commit. While the transaction is open nobody else can write to the file.
/// </summary>
public static class WebhookPublisherSqliteExtensions
{
    /// <summary>Publishes an event inside a transaction.</summary>
    /// <param name="publisher">The publisher, over the SQLite store.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="transaction">The transaction; from EF Core <c>(SqliteTransaction)transaction.GetDbTransaction()</c>.</param>
    /// <param name="idempotencyKey">See <see cref="Publication"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IWebhookPublisher, IReadOnlyList{Publication}, SqliteTransaction, CancellationToken)"/>
    public static async Task<PublishResult> PublishAsync(
        this IWebhookPublisher publisher,
        WebhookEvent webhookEvent,
        SqliteTransaction transaction,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return await publisher.PublishAsync(publisher.CreatePayload(webhookEvent), transaction, idempotencyKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes a payload as it is inside a transaction.</summary>
    /// <param name="publisher">The publisher, over the SQLite store.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="transaction">The transaction; from EF Core <c>(SqliteTransaction)transaction.GetDbTransaction()</c>.</param>
    /// <param name="idempotencyKey">See <see cref="Publication"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IWebhookPublisher, IReadOnlyList{Publication}, SqliteTransaction, CancellationToken)"/>
    public static async Task<PublishResult> PublishAsync(
        this IWebhookPublisher publisher,
        WebhookPayload payload,
        SqliteTransaction transaction,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        (await publisher.PublishAsync([new Publication(payload, idempotencyKey)], transaction, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Publishes several payloads inside a transaction.</summary>
    /// <param name="publisher">The publisher, over the SQLite store.</param>
    /// <param name="publications">The payloads.</param>
    /// <param name="transaction">The transaction; from EF Core <c>(SqliteTransaction)transaction.GetDbTransaction()</c>.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    /// <returns>What it comes to once the transaction is committed.</returns>
    /// <exception cref="Validation.WebhookValidationException">Some event breaks the rules of its type. Nothing was stored; the transaction can go on.</exception>
    /// <exception cref="Storage.IdempotencyConflictException">A key was used before with other content. Nothing was stored; the transaction can go on.</exception>
    /// <exception cref="InvalidOperationException">
    /// The publisher's store is not the SQLite one, or has not been opened yet; or the transaction has ended, or is on another file.
    /// </exception>
    public static Task<IReadOnlyList<PublishResult>> PublishAsync(
        this IWebhookPublisher publisher,
        IReadOnlyList<Publication> publications,
        SqliteTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return publisher.Store is SqliteDeliveryStore store
            ? publisher.PublishAsync(publications, store.InTransaction(transaction), cancellationToken)
            : throw new InvalidOperationException(
                $"The events go to {publisher.Store.GetType().Name}, which takes no part in SQLite's transactions. Choose the store with UseSqliteStore().");
    }
}
