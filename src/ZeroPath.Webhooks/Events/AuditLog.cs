using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>An entry of the audit log.</summary>
public sealed class AuditLog : ExtensibleObject
{
    /// <summary>Its id.</summary>
    public required string Id { get; set; }

    /// <summary>The API endpoint that was called.</summary>
    public required string Endpoint { get; set; }

    /// <summary>What it was called with: any JSON.</summary>
    public JsonLiteral? Arguments { get; set; }

    /// <summary>Who called it.</summary>
    public AuditLogCaller? Caller { get; set; }

    /// <summary>When it was called.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset Timestamp { get; set; }
}
