using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_SCAN_COMPLETE</c>: A scan of a pull request has finished.</summary>
public sealed class PrScanCompleteEvent : KnownEvent
{
    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "PR_SCAN_COMPLETE",
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
                "total": 0,
                "by_severity": { "critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0 }
              },
              "url": "https://zeropath.com/scans/scan_pr1"
            }
          }
        }
        """;
}
