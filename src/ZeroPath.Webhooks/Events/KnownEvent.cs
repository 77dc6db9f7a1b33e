using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// An event of a documented kind. These are the members that every kind may carry; a kind that requires one declares it again as required.
/// </summary>
/// <remarks>
/// Members have setters, not initialisers: System.Text.Json's generated metadata can set init-only members only through an array of
/// boxed arguments, which makes every read half as slow again.
/// </remarks>
public abstract class KnownEvent : WebhookEvent
{
    private protected KnownEvent()
    {
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override WebhookEventType Type => EventCatalog.Of(this).Type;

    /// <summary>
    /// When it happened. Read with any offset, written as UTC. It need not agree with the payload's <see cref="WebhookPayload.Time"/>.
    /// </summary>
    [JsonPropertyOrder(-9), JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset Timestamp { get; set; }

    /// <summary>The organization in which it happened.</summary>
    [JsonPropertyOrder(-8)]
    public required Organization Organization { get; set; }

    /// <summary>The repository concerned, if it is one.</summary>
    [JsonPropertyOrder(-7)]
    public Repository? Repository { get; set; }

    /// <summary>The scan concerned, if there is one.</summary>
    [JsonPropertyOrder(-6)]
    public Scan? Scan { get; set; }

    /// <summary>The entry of the audit log, in an <see cref="AuditLogEvent"/>.</summary>
    [JsonPropertyOrder(-5)]
    public AuditLog? AuditLog { get; set; }

    /// <summary>Why something failed, in words.</summary>
    [JsonPropertyOrder(-4)]
    public string? Error { get; set; }

    /// <summary>What this kind of event adds.</summary>
    /// <remarks>Some kinds declare it again with typed members.</remarks>
    [JsonPropertyOrder(-3)]
    public EventMetadata? Metadata { get; set; }

    /// <summary>The vulnerability concerned, if it is one.</summary>
    [JsonPropertyOrder(-2)]
    public Vulnerability? Vulnerability { get; set; }

    /// <summary>
    /// Members of the JSON object that this version does not know, as they came; written back unchanged. Known ones are here as well when
    /// their property does not hold how they came: as <c>null</c>, or as a number such as <c>8.0</c>. They are written back
    /// until the property is set.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
}
