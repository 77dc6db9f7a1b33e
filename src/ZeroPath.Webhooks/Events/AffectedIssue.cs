using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>An issue that a CVE affects. All members are optional.</summary>
public sealed class AffectedIssue : ExtensibleObject
{
    /// <summary>The issue's id.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    /// <summary>The issue's address.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>The repository it is in.</summary>
    [JsonPropertyName("repositoryId")]
    public string? RepositoryId { get; set; }

    /// <summary>That repository's name.</summary>
    [JsonPropertyName("repositoryName")]
    public string? RepositoryName { get; set; }

    /// <summary>The scan that found it.</summary>
    [JsonPropertyName("scanId")]
    public string? ScanId { get; set; }

    /// <summary>A number from 0 to 100.</summary>
    [JsonPropertyName("score")]
    public JsonLiteral? Score { get; set; }

    /// <summary>Where people can look at it.</summary>
    [JsonPropertyName("uiLink")]
    public string? UiLink { get; set; }
}
