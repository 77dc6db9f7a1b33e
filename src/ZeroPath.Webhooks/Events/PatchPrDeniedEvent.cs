namespace ZeroPath.Webhooks.Events;

/// <summary><c>PATCH_PR_DENIED</c>: A pull request with a patch was denied.</summary>
public sealed class PatchPrDeniedEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "PATCH_PR_DENIED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "vulnerability": { "id": "vuln_001", "generatedTitle": "SQL Injection risk" },
            "metadata": { "prUrl": "https://github.com/acme/backend-api/pull/124" }
          }
        }
        """;
}
