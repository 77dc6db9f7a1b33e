namespace ZeroPath.Webhooks.Events;

/// <summary>Who did what an entry of the audit log reports.</summary>
public sealed class AuditLogCaller : ExtensibleObject
{
    /// <summary>The caller's id.</summary>
    public string? Id { get; set; }

    /// <summary>The caller's e-mail address.</summary>
    public string? Email { get; set; }
}
