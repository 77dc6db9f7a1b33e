using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

internal sealed class AnyJsonConverter : JsonConverter<AnyJson>
{
    public override AnyJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static AnyJson Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return new AnyJson(Encoding.UTF8.GetString(reader.ValueSpan));
        }

        return new AnyJson(JsonSerializer.Deserialize(ref reader, WebhookJson.TypeInfo<JsonElement>()).GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, AnyJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
}
