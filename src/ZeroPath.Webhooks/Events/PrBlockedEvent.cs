using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_BLOCKED</c>: A pull request was blocked because of its vulnerabilities.</summary>
public sealed class PrBlockedEvent : KnownEvent
{
    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required PrBlockedMetadata Metadata
    {
        get => (base.Metadata as PrBlockedMetadata)!;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "PR_BLOCKED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "metadata": { "prId": "01HXYZ", "prNumber": 123 }
          }
        }
        """;
}
