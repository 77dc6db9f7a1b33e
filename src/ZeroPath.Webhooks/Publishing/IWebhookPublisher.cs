using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Publishes events: validates, routes and stores them, and has them sent.</summary>
public interface IWebhookPublisher
{
    /// <summary>Where published events go: for what reaches into a certain store, such as publishing inside a transaction.</summary>
    WebhookStore Store { get; }

    /// <summary>Makes the payload of an event: with the current time and the host's <see cref="ZeroPathWebhooksOptions.Host"/> and source.</summary>
    WebhookPayload CreatePayload(WebhookEvent webhookEvent);

    /// <summary>Publishes an event in the payload of <see cref="CreatePayload"/>.</summary>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="idempotencyKey">See <see cref="PublishRequest"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IReadOnlyList{PublishRequest}, CancellationToken)" path="/exception"/>
    Task<PublishResult> PublishAsync(WebhookEvent webhookEvent, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes a payload as it is, for instance one that was received.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="idempotencyKey">See <see cref="PublishRequest"/>.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="PublishAsync(IReadOnlyList{PublishRequest}, CancellationToken)" path="/exception"/>
    Task<PublishResult> PublishAsync(WebhookPayload payload, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes several payloads, all or none of them.</summary>
    /// <returns>The results, in the order given. Once it returns, the events are stored; they are sent soon after.</returns>
    /// <exception cref="WebhookValidationException">Some event breaks the rules of its type. Nothing was stored.</exception>
    /// <exception cref="ArgumentException">A publication has no payload, or its idempotency key is blank or too long. Nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">An idempotency key was used before with other content. Nothing was stored.</exception>
    Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<PublishRequest> publications, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes payloads through a writer, such as a store's inside a transaction of the caller's. Whoever commits has them sent, with
    /// <see cref="WorkSignal"/>.
    /// </summary>
    /// <returns>The results, in the order given, as they will be once the writer's transaction is committed.</returns>
    /// <inheritdoc cref="PublishAsync(IReadOnlyList{PublishRequest}, CancellationToken)" path="/exception"/>
    Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> publications, IEventWriter writer, CancellationToken cancellationToken = default);
}
