using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>REPORT_COMPLETE</c>: A report is ready.</summary>
public sealed class ReportCompleteEvent : KnownEvent
{
    /// <summary>What this event adds to the common members.</summary>
    [JsonPropertyOrder(-3)]
    public new required ReportCompleteMetadata Metadata
    {
        get => (base.Metadata as ReportCompleteMetadata)!;
        set => base.Metadata = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "REPORT_COMPLETE",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "metadata": { "reportId": "report_123" }
          }
        }
        """;
}
