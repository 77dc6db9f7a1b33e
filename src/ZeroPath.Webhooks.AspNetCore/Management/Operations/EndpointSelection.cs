using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>How the endpoints of a list are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndpointSelection>))]
internal enum EndpointSelection
{
    /// <summary>They are enabled.</summary>
    Enabled,

    /// <summary>They are not.</summary>
    Disabled,

    /// <summary>Something is the matter with them.</summary>
    Attention,
}
