using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_MERGED_WITH_ISSUES</c>: A pull request was merged although vulnerabilities were open.</summary>
public sealed record PrMergedWithIssuesEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.PrMergedWithIssues;

    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required PrMergedWithIssuesMetadata Metadata
    {
        get => (base.Metadata as PrMergedWithIssuesMetadata)!;
        set => base.Metadata = value;
    }
}
