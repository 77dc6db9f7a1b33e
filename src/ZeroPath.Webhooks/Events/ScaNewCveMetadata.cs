using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>The CVE of a <see cref="ScaNewCveEvent"/> and what it affects. All members are optional.</summary>
public sealed class ScaNewCveMetadata : EventMetadata
{
    /// <summary>The alert's id.</summary>
    [JsonPropertyName("alertId")]
    public string? AlertId { get; set; }

    /// <summary>The CVE's id, such as <c>CVE-2025-12345</c>.</summary>
    [JsonPropertyName("cveId")]
    public string? CveId { get; set; }

    /// <summary>The CVE in a line.</summary>
    [JsonPropertyName("summary")]
    public string? Summary { get; set; }

    /// <summary>The CVE at length.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; set; }

    /// <summary>As the <see cref="Vulnerability.Severity"/> of a vulnerability.</summary>
    [JsonPropertyName("severity")]
    public JsonLiteral? Severity { get; set; }

    /// <summary>Other ids of it.</summary>
    [JsonPropertyName("aliases")]
    public IReadOnlyList<string>? Aliases { get; set; }

    /// <summary>Where to read about it.</summary>
    [JsonPropertyName("references")]
    public IReadOnlyList<string>? References { get; set; }

    /// <summary>How many issues it affects in all.</summary>
    [JsonPropertyName("totalAffectedCount")]
    public long? TotalAffectedCount { get; set; }

    /// <summary>How many of them are in <see cref="AffectedIssues"/>.</summary>
    [JsonPropertyName("affectedIssuesShown")]
    public long? AffectedIssuesShown { get; set; }

    /// <summary>Whether more are affected than are shown.</summary>
    [JsonPropertyName("hasMoreThan20")]
    public bool? HasMoreThan20 { get; set; }

    /// <summary>The repositories it affects. A subscription to any of them gets the event.</summary>
    [JsonPropertyName("affectedRepositoryIds")]
    public IReadOnlyList<string>? AffectedRepositoryIds { get; set; }

    /// <summary>The issues it affects, or the first of them.</summary>
    [JsonPropertyName("affectedIssues")]
    public IReadOnlyList<AffectedIssue>? AffectedIssues { get; set; }
}
