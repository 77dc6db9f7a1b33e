namespace ZeroPath.Webhooks.Events;

/// <summary><c>REPO_ADDED</c>: A repository was added to the organization.</summary>
public sealed class RepoAddedEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "REPO_ADDED",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "repository": { "id": "repo_789", "name": "mobile-app" }
          }
        }
        """;
}
