using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>SCA_NEW_CVE</c>: A CVE became known for a dependency. One event can name issues in many repositories.</summary>
public sealed record ScaNewCveEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.ScaNewCve;

    /// <summary>The CVE and what it affects.</summary>
    [JsonPropertyOrder(-3)]
    public new ScaNewCveMetadata? Metadata
    {
        get => base.Metadata as ScaNewCveMetadata;
        set => base.Metadata = value;
    }
}
