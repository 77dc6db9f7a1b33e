using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_FAILED</c>: A scan could not finish; <see cref="KnownEvent.Error"/> says why.</summary>
public sealed class ScanFailedEvent : KnownEvent
{
    /// <summary>The scan that this event reports.</summary>
    [JsonPropertyOrder(-6)]
    public new required Scan Scan
    {
        get => base.Scan!;
        set => base.Scan = value;
    }

    /// <summary>Why the scan failed, in words.</summary>
    [JsonPropertyOrder(-4)]
    public new required string Error
    {
        get => base.Error!;
        set => base.Error = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCAN_FAILED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_def",
              "type": "FullScan",
              "status": "failed",
              "url": "https://zeropath.com/scans/scan_def"
            },
            "error": "Timeout contacting build server"
          }
        }
        """;
}
