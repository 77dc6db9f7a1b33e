namespace ZeroPath.Webhooks.Events;

/// <summary>
/// <c>NEW_VULNERABILITIES_PR</c>: The scan of a pull request found vulnerabilities that were not there before. Carries the
/// vulnerability, the scan, or both.
/// </summary>
public sealed class NewVulnerabilitiesPrEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "NEW_VULNERABILITIES_PR",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_pr1",
              "type": "PrScan",
              "status": "completed",
              "duration_minutes": 2,
              "vulnerability_summary": {
                "total": 1,
                "by_severity": { "critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0 }
              },
              "url": "https://zeropath.com/scans/scan_pr1"
            }
          }
        }
        """;
}
