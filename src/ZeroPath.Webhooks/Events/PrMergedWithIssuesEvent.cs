using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_MERGED_WITH_ISSUES</c>: A pull request was merged although vulnerabilities were open.</summary>
public sealed class PrMergedWithIssuesEvent : KnownEvent
{
    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required PrMergedWithIssuesMetadata Metadata
    {
        get => (base.Metadata as PrMergedWithIssuesMetadata)!;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "PR_MERGED_WITH_ISSUES",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "metadata": { "prUrl": "https://github.com/acme/backend-api/pull/123", "targetBranch": "main" }
          }
        }
        """;
}
