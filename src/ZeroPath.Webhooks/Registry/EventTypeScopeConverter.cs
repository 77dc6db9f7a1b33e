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
            ? EventTypeScope.Of(names.Select(name => new WebhookEventType(name)))
            : EventTypeScope.All;

    public override void Write(Utf8JsonWriter writer, EventTypeScope value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer, value.IsAll ? null : [.. value.Types.Select(type => type.Name)], RoutingJsonContext.Default.StringArray!);
}
