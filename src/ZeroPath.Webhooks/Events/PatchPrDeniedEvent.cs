using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PATCH_PR_DENIED</c>: A pull request with a patch was denied.</summary>
public sealed record PatchPrDeniedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.PatchPrDenied;
}
