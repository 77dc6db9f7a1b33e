using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>The pull request of a <see cref="PrBlockedEvent"/>.</summary>
public sealed class PrBlockedMetadata : EventMetadata
{
    /// <summary>Its id in ZeroPath: a string or a number.</summary>
    [JsonPropertyName("prId"), JsonConverter(typeof(NumberOrStringConverter))]
    public required JsonLiteral PrId { get; set; }

    /// <summary>Its number in the repository: a number or a string.</summary>
    [JsonPropertyName("prNumber"), JsonConverter(typeof(NumberOrStringConverter))]
    public required JsonLiteral PrNumber { get; set; }
}
