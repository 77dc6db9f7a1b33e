namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_FAILED</c>: A scan of the dependencies could not finish.</summary>
public sealed class ScaScanFailedEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCA_SCAN_FAILED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_sca",
              "type": "ScaScan",
              "status": "failed",
              "url": "https://zeropath.com/scans/scan_sca"
            },
            "error": "The lock file could not be read"
          }
        }
        """;
}
