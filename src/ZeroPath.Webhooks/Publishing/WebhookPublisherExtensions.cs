using System.Data.Common;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Publishes inside a transaction of the application's, in the store's database: the event and its deliveries commit, or vanish, with the
/// work that they report. They are sent promptly after the commit, within some 20 ms on this node.
/// </summary>
public static class WebhookPublisherExtensions
{
    /// <summary>Publishes an event inside a transaction.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="transaction">The transaction, of the store's own driver; from EF Core <c>transaction.GetDbTransaction()</c>.</param>
    /// <param name="idempotencyKey">See <see cref="PublishRequest"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IWebhookPublisher, IReadOnlyList{PublishRequest}, DbTransaction, CancellationToken)"/>
    public static async Task<PublishResult> PublishAsync(
        this IWebhookPublisher publisher,
        WebhookEvent webhookEvent,
        DbTransaction transaction,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return await publisher.PublishAsync(publisher.CreatePayload(webhookEvent), transaction, idempotencyKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes a payload as it is inside a transaction.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="transaction">The transaction, of the store's own driver; from EF Core <c>transaction.GetDbTransaction()</c>.</param>
    /// <param name="idempotencyKey">See <see cref="PublishRequest"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IWebhookPublisher, IReadOnlyList{PublishRequest}, DbTransaction, CancellationToken)"/>
    public static async Task<PublishResult> PublishAsync(
        this IWebhookPublisher publisher,
        WebhookPayload payload,
        DbTransaction transaction,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        (await publisher.PublishAsync([new PublishRequest(payload, idempotencyKey)], transaction, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Publishes several payloads inside a transaction.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="publications">The payloads.</param>
    /// <param name="transaction">The transaction, of the store's own driver; from EF Core <c>transaction.GetDbTransaction()</c>.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    /// <returns>What it comes to once the transaction is committed.</returns>
    /// <exception cref="WebhookValidationException">Some event breaks the rules of its type. Nothing was stored; the transaction can go on.</exception>
    /// <exception cref="IdempotencyConflictException">A key was used before with other content. Nothing was stored; the transaction can go on.</exception>
    /// <exception cref="ArgumentException">The transaction is not of the store's own driver.</exception>
    /// <exception cref="InvalidOperationException">
    /// The store takes no part in transactions, or has not been opened yet; or the transaction has ended, or is in another database.
    /// </exception>
    public static Task<IReadOnlyList<PublishResult>> PublishAsync(
        this IWebhookPublisher publisher,
        IReadOnlyList<PublishRequest> publications,
        DbTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        ArgumentNullException.ThrowIfNull(transaction);
        return publisher.Store.Transactions is { } transactions
            ? publisher.PublishAsync(publications, transactions.Join(transaction).Events, cancellationToken)
            : throw new InvalidOperationException(
                $"The events go to {publisher.Store.Deliveries.GetType().Name}, which takes no part in transactions. "
                + "Choose a store in your database, such as with UseSqliteStore() or UsePostgreSqlStore().");
    }
}
