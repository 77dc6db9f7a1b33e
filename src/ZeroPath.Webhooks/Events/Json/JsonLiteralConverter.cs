using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

internal sealed class JsonLiteralConverter : JsonConverter<JsonLiteral>
{
    public override JsonLiteral Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static JsonLiteral Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return new JsonLiteral(Encoding.UTF8.GetString(reader.ValueSpan));
        }

        return new JsonLiteral(JsonSerializer.Deserialize(ref reader, WebhookJson.TypeInfo<JsonElement>()).GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, JsonLiteral value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
}
