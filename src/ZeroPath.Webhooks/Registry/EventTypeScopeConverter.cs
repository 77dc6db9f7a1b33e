using System.Text.Json;
using System.Text.Json.Serialization;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary><c>null</c> for all, else the list of names.</summary>
internal sealed class EventTypeScopeConverter : JsonConverter<EventTypeScope>
{
    public override bool HandleNull => true;

    public override EventTypeScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, RoutingJsonContext.Default.StringArray) is { } names
            ? EventTypeScope.Of(names.Select(name => Known(new(name))))
            : EventTypeScope.All;

    public override void Write(Utf8JsonWriter writer, EventTypeScope value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer, value.IsAll ? null : [.. value.Types.Select(type => type.Name)], RoutingJsonContext.Default.StringArray!);

    // Of 100,000 subscriptions, each would hold the names of its own.
    private static WebhookEventType Known(WebhookEventType type) => EventCatalog.Find(type)?.Type ?? type;
}
