namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_NEW_ISSUE</c>: An issue was opened for a vulnerable dependency.</summary>
public sealed class ScaNewIssueEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCA_NEW_ISSUE",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "vulnerability": {
              "id": "vuln_201",
              "generatedTitle": "Vulnerable dependency example-lib 2.1.3",
              "score": 55,
              "status": "open"
            }
          }
        }
        """;
}
