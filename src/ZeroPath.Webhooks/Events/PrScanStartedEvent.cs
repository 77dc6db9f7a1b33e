using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>PR_SCAN_STARTED</c>: A scan of a pull request has begun.</summary>
public sealed class PrScanStartedEvent : KnownEvent
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
          "sourcetype": "PR_SCAN_STARTED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_pr1",
              "type": "PrScan",
              "status": "started",
              "url": "https://zeropath.com/scans/scan_pr1"
            }
          }
        }
        """;
}
