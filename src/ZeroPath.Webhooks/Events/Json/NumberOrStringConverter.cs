using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

internal sealed class NumberOrStringConverter : JsonConverter<JsonLiteral>
{
    private static readonly JsonLiteralConverter Any = new();

    public override JsonLiteral Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            ? JsonLiteralConverter.Read(ref reader)
            : throw new JsonException("The value must be a number or a string.");

    public override void Write(Utf8JsonWriter writer, JsonLiteral value, JsonSerializerOptions options) =>
        Any.Write(writer, value, options);
}
