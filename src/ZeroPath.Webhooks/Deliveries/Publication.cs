using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>One event of a batch to publish.</summary>
/// <param name="Payload">The whole payload.</param>
/// <param name="IdempotencyKey">
/// A name for this publish, of the caller's choice: publishing the same content again with the same key gives the first result again.
/// </param>
public sealed record Publication(WebhookPayload Payload, string? IdempotencyKey = null);
