using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_NEW_CVE</c>: A CVE became known for a dependency. One event can name issues in many repositories.</summary>
public sealed class ScaNewCveEvent : KnownEvent
{
    /// <summary>The CVE and what it affects.</summary>
    [JsonPropertyOrder(-3)]
    public new ScaNewCveMetadata? Metadata
    {
        get => base.Metadata as ScaNewCveMetadata;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCA_NEW_CVE",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "metadata": {
              "alertId": "alert_123",
              "cveId": "CVE-2025-12345",
              "summary": "Prototype pollution in example-lib",
              "description": "Versions before 2.1.4 merge untrusted keys.",
              "severity": "high",
              "aliases": ["GHSA-xxxx-yyyy-zzzz"],
              "references": ["https://example.com/advisories/CVE-2025-12345"],
              "totalAffectedCount": 2,
              "affectedIssuesShown": 2,
              "hasMoreThan20": false,
              "affectedRepositoryIds": ["repo_123", "repo_456"],
              "affectedIssues": [
                {
                  "id": "issue_1",
                  "url": "https://zeropath.com/issues/issue_1",
                  "repositoryId": "repo_123",
                  "repositoryName": "backend-api",
                  "scanId": "scan_abc",
                  "score": 74,
                  "uiLink": "https://zeropath.com/app/issues/issue_1"
                },
                {
                  "id": "issue_2",
                  "url": "https://zeropath.com/issues/issue_2",
                  "repositoryId": "repo_456",
                  "repositoryName": "frontend-app",
                  "scanId": "scan_xyz",
                  "score": 41.5,
                  "uiLink": "https://zeropath.com/app/issues/issue_2"
                }
              ]
            }
          }
        }
        """;
}
