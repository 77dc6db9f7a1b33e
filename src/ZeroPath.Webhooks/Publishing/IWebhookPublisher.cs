using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Publishes events: validates, routes and stores them, and has them sent. <see cref="WebhookPublisherExtensions"/> takes payloads and
/// lists of events, too.
/// </summary>
public interface IWebhookPublisher
{
    /// <summary>Publishes an event.</summary>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="options">Its idempotency key, and a transaction to publish it in; null for neither.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <returns>
    /// The result. Once this returns, the event is stored, unless the transaction is yet to be committed; it is sent soon after.
    /// </returns>
    /// <inheritdoc cref="PublishAsync(IReadOnlyList{PublishRequest}, PublishOptions?, CancellationToken)" path="/exception"/>
    /// <example>
    /// <code>
    /// var published = await publisher.PublishAsync(
    ///     new RepoAddedEvent
    ///     {
    ///         Timestamp = time.GetUtcNow(),
    ///         Organization = new() { Id = "org_123" },
    ///         Repository = new() { Id = "repo_123", Name = "backend-api" },
    ///     },
    ///     new() { IdempotencyKey = "repo_123-added" });
    /// Console.WriteLine($"{published.EventId}, endpoints: {published.Deliveries.Count}");
    /// </code>
    /// </example>
    Task<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes several events, all or none of them.</summary>
    /// <param name="requests">The events, each with its idempotency key if it has one.</param>
    /// <param name="options">A transaction to publish them in; null for none.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    /// <returns>
    /// The results, in the order given. Once this returns, the events are stored, unless the transaction is yet to be committed.
    /// </returns>
    /// <exception cref="WebhookValidationException">
    /// Some event breaks the rules of its type. Nothing was stored; a transaction can go on.
    /// </exception>
    /// <exception cref="IdempotencyConflictException">
    /// An idempotency key was used before with other content. Nothing was stored; a transaction can go on.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is no event, an idempotency key is blank or too long, the options have a key for several events, or the transaction is not of
    /// the store's own driver. Nothing was stored.
    /// </exception>
    /// <exception cref="WebhookStoreException">
    /// The store failed, or did not answer within <see cref="ZeroPathWebhooksOptions.StoreTimeout"/>. The events may be stored all the
    /// same. In a transaction of the caller's it is the exception of its driver, so that what retries transactions knows it.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is a transaction, and the store takes no part in transactions, or has not been opened yet; or the transaction has ended, or is
    /// in another database.
    /// </exception>
    Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> requests, PublishOptions? options = null, CancellationToken cancellationToken = default);
}
