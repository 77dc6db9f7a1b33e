using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>AUDIT_LOG_EVENT</c>: Something worth auditing was done in the organization.</summary>
public sealed record AuditLogEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.AuditLogEvent;

    /// <summary>The entry of the audit log.</summary>
    [JsonPropertyOrder(-5)]
    public new required AuditLog AuditLog
    {
        get => base.AuditLog!;
        set => base.AuditLog = value;
    }
}
