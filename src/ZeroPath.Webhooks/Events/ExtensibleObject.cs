using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>A part of an event. Every part is open: it keeps the members that this version does not know.</summary>
public abstract record ExtensibleObject
{
    private protected ExtensibleObject()
    {
    }

    /// <summary>
    /// Members of the JSON object that this version does not know, as they came, and known ones that came as <c>null</c>; written back
    /// unchanged.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
}
