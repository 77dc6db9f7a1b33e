using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>AUDIT_LOG_EVENT</c>: Something worth auditing was done in the organization.</summary>
public sealed class AuditLogEvent : KnownEvent
{
    /// <summary>The entry of the audit log.</summary>
    [JsonPropertyOrder(-5)]
    public new required AuditLog AuditLog
    {
        get => base.AuditLog!;
        set => base.AuditLog = value;
    }

    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "AUDIT_LOG_EVENT",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "audit_log": {
              "id": "audit_123",
              "endpoint": "/api/v1/repositories",
              "arguments": { "repositoryId": "repo_123" },
              "caller": { "id": "user_123", "email": "dev@example.com" },
              "timestamp": "2025-10-16T12:34:50Z"
            }
          }
        }
        """;
}
