using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>How serious a vulnerability is, by its score from 0 to 100. As a threshold: that level and those above it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SeverityLevel>))]
public enum SeverityLevel
{
    /// <summary>Below 10. As a threshold it lets every vulnerability through.</summary>
    Info,

    /// <summary>10 or more.</summary>
    Low,

    /// <summary>40 or more.</summary>
    Medium,

    /// <summary>70 or more.</summary>
    High,

    /// <summary>90 or more.</summary>
    Critical,
}
