using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>Reads a value that is a name on the wire, of whatever type.</summary>
internal interface INameReader
{
    object Read(ref Utf8JsonReader reader);
}
