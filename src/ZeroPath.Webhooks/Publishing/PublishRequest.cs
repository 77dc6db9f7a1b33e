using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>One of several events to publish.</summary>
public sealed class PublishRequest
{
    /// <summary>An idempotency key has at most this many characters.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>
    /// Publishes an event: its payload gets the current time and the host's <see cref="ZeroPathWebhooksOptions.Host"/> and source.
    /// </summary>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="idempotencyKey">See <see cref="IdempotencyKey"/>.</param>
    public PublishRequest(WebhookEvent webhookEvent, string? idempotencyKey = null) =>
        (Event, IdempotencyKey) = (webhookEvent, idempotencyKey);

    /// <summary>Publishes a payload as it is, for instance one that was received.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="idempotencyKey">See <see cref="IdempotencyKey"/>.</param>
    public PublishRequest(WebhookPayload payload, string? idempotencyKey = null) =>
        (Payload, IdempotencyKey) = (payload, idempotencyKey);

    /// <summary>The event whose payload the publisher makes; null when there is a <see cref="Payload"/>.</summary>
    public WebhookEvent? Event { get; }

    /// <summary>The payload to publish as it is; null when there is an <see cref="Event"/>.</summary>
    public WebhookPayload? Payload { get; }

    /// <summary>
    /// A name for this publish, of the caller's choice: publishing the same content again with the same key gives the first result again,
    /// as long as the first event is kept.
    /// </summary>
    /// <remarks>
    /// Keys belong to the organization of the event, or to the host if the event has none: the same key in two organizations is two events.
    /// </remarks>
    public string? IdempotencyKey { get; }

    /// <summary>Whether every store can keep a text as a key.</summary>
    internal static bool IsKey(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxKeyLength
        && !text.Contains('\0', StringComparison.Ordinal) && JsonTextRules.IsUnicode(text);
}
