using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>REPO_ADDED</c>: A repository was added to the organization.</summary>
public sealed record RepoAddedEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.RepoAdded;
}
