using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>The pull request of a <see cref="PrMergedWithIssuesEvent"/>.</summary>
public sealed class PrMergedWithIssuesMetadata : EventMetadata
{
    /// <summary>Where people can look at it.</summary>
    [JsonPropertyName("prUrl")]
    public required string PrUrl { get; set; }

    /// <summary>The branch it was merged to.</summary>
    [JsonPropertyName("targetBranch")]
    public required string TargetBranch { get; set; }
}
