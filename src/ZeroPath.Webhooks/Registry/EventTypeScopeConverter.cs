using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary><c>null</c> for all, else the list of names.</summary>
internal sealed class EventTypeScopeConverter : JsonConverter<EventTypeScope>
{
    private const int MostKnown = 1_000;

    // Of 100,000 subscriptions most list the same few types: each would hold lists and names of its own.
    private static readonly ConcurrentDictionary<string, EventTypeScope> Known = [];

    public override bool HandleNull => true;

    public override EventTypeScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, RoutingJsonContext.Default.StringArray) is { } names ? ScopeOf(names) : EventTypeScope.All;

    public override void Write(Utf8JsonWriter writer, EventTypeScope value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer, value.IsAll ? null : [.. value.Types.Select(type => type.Name)], RoutingJsonContext.Default.StringArray!);

    private static EventTypeScope ScopeOf(string[] names)
    {
        var types = Array.ConvertAll(names, name => new WebhookEventType(name));
        if (!Array.TrueForAll(types, type => EventCatalog.Find(type) is not null))
        {
            return EventTypeScope.Of(types);
        }

        var key = string.Join(' ', names);
        return Known.TryGetValue(key, out var known) ? known
            : Known.Count < MostKnown ? Known.GetOrAdd(key, _ => EventTypeScope.Of(types))
            : EventTypeScope.Of(types);
    }
}
