namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_COMPLETE</c>: A scan of the dependencies has finished without failing.</summary>
public sealed class ScaScanCompleteEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCA_SCAN_COMPLETE",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_sca",
              "type": "ScaScan",
              "status": "completed",
              "duration_minutes": 1,
              "url": "https://zeropath.com/scans/scan_sca"
            }
          }
        }
        """;
}
