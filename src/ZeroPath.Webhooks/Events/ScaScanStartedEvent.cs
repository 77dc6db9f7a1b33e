namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_SCAN_STARTED</c>: A scan of the dependencies has begun.</summary>
public sealed class ScaScanStartedEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "SCA_SCAN_STARTED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_123", "name": "backend-api" },
            "scan": {
              "id": "scan_sca",
              "type": "ScaScan",
              "status": "started",
              "url": "https://zeropath.com/scans/scan_sca"
            }
          }
        }
        """;
}
