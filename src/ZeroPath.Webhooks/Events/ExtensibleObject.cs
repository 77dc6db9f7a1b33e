using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>A part of an event. Every part is open: it keeps the members that this version does not know.</summary>
public abstract class ExtensibleObject
{
    private protected ExtensibleObject()
    {
    }

    /// <summary>
    /// Members of the JSON object that this version does not know, as they came; written back unchanged. Known ones are here as well when
    /// their property does not hold how they came: as <c>null</c>, or as a number such as <c>8.0</c>. They are written back
    /// until the property is set.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }
}
