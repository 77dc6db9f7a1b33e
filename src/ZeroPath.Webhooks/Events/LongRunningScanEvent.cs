using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>LONG_RUNNING_SCAN</c>: A scan takes unusually long.</summary>
public sealed class LongRunningScanEvent : KnownEvent
{
    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required LongRunningScanMetadata Metadata
    {
        get => (base.Metadata as LongRunningScanMetadata)!;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "LONG_RUNNING_SCAN",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_abc",
              "type": "FullScan",
              "status": "started",
              "url": "https://zeropath.com/scans/scan_abc"
            },
            "metadata": { "runningMinutes": 95 }
          }
        }
        """;
}
