namespace ZeroPath.Webhooks.Events;

/// <summary>
/// <c>NEW_VULNERABILITIES_FULL_SCAN</c>: A full scan of a repository found vulnerabilities that were not there before. Carries the
/// vulnerability, the scan, or both.
/// </summary>
public sealed class NewVulnerabilitiesFullScanEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "NEW_VULNERABILITIES_FULL_SCAN",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "vulnerability": {
              "id": "vuln_001",
              "url": "https://zeropath.com/issues/vuln_001",
              "generatedTitle": "SQL Injection risk",
              "severity": 8.2,
              "confidence": 9,
              "status": "pending_review",
              "vulnClass": "SQL Injection",
              "cwes": ["CWE-89"],
              "affectedFile": "src/orders.py",
              "startLine": 41,
              "endLine": 44
            }
          }
        }
        """;
}
