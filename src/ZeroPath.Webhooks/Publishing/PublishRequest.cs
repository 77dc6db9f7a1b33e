using System.Text;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>One event of a batch to publish.</summary>
/// <param name="Payload">The whole payload.</param>
/// <param name="IdempotencyKey">
/// A name for this publish, of the caller's choice: publishing the same content again with the same key gives the first result again, as
/// long as the first event is kept. Keys are the host's, over all organizations: one made of a tenant's words should name the tenant too.
/// </param>
public sealed record PublishRequest(WebhookPayload Payload, string? IdempotencyKey = null)
{
    /// <summary>An idempotency key has at most this many characters.</summary>
    public const int MaxKeyLength = 256;

    // The payload is not for logs, where lists of these may end up.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Payload = {Payload?.Event?.Type}, IdempotencyKey = {IdempotencyKey}");
        return true;
    }
}
