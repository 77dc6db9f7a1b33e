using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCAN_SCHEDULED</c>: A scan schedule was created, changed or removed.</summary>
public sealed class ScanScheduledEvent : KnownEvent
{
    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required ScanScheduledMetadata Metadata
    {
        get => (base.Metadata as ScanScheduledMetadata)!;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCAN_SCHEDULED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "metadata": {
              "scheduleId": "schedule_123",
              "crontab": "0 3 * * 1",
              "isEnabled": true,
              "action": "created"
            }
          }
        }
        """;
}
