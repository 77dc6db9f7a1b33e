using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_COMPLETE</c>: A full scan of a repository has finished without failing.</summary>
public sealed class ScanCompleteEvent : KnownEvent
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
          "sourcetype": "SCAN_COMPLETE",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_abc",
              "type": "FullScan",
              "status": "completed",
              "duration_minutes": 8,
              "vulnerability_summary": {
                "total": 3,
                "by_severity": { "critical": 0, "high": 1, "medium": 1, "low": 1, "info": 0 }
              },
              "url": "https://zeropath.com/scans/scan_abc"
            }
          }
        }
        """;
}
