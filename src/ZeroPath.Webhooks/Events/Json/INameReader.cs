using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>Reads a value that is a name on the wire, of whatever type.</summary>
internal interface INameReader
{
    /// <summary>The names that are documented. Others are as good.</summary>
    IEnumerable<string> Known { get; }

    object Read(ref Utf8JsonReader reader);
}
