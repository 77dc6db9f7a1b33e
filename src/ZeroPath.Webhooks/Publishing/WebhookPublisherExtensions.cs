using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Other forms of what can be published.</summary>
public static class WebhookPublisherExtensions
{
    /// <summary>Publishes several events, all or none of them.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="webhookEvents">The events.</param>
    /// <param name="options">A transaction to publish them in; null for none.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    /// <inheritdoc cref="IWebhookPublisher.PublishAsync(IReadOnlyList{PublishRequest}, PublishOptions?, CancellationToken)"/>
    public static Task<IReadOnlyList<PublishResult>> PublishAsync(
        this IWebhookPublisher publisher,
        IEnumerable<WebhookEvent> webhookEvents,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        ArgumentNullException.ThrowIfNull(webhookEvents);
        PublishRequest[] requests = [.. webhookEvents.Select(webhookEvent => new PublishRequest(webhookEvent))];
        return publisher.PublishAsync(requests, options, cancellationToken);
    }

    /// <summary>Publishes a payload as it is, for instance one that was received.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="payload">The whole payload.</param>
    /// <param name="options">Its idempotency key, and a transaction to publish it in; null for neither.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <inheritdoc cref="IWebhookPublisher.PublishAsync(WebhookEvent, PublishOptions?, CancellationToken)"/>
    public static async Task<PublishResult> PublishAsync(
        this IWebhookPublisher publisher,
        WebhookPayload payload,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return (await publisher.PublishAsync([new PublishRequest(payload)], options, cancellationToken).ConfigureAwait(false))[0];
    }
}
