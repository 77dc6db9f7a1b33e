using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

internal sealed class NumberOrStringConverter : JsonConverter<AnyJson>
{
    private static readonly AnyJsonConverter Any = new();

    public override AnyJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            ? AnyJsonConverter.Read(ref reader)
            : throw new JsonException("The value must be a number or a string.");

    public override void Write(Utf8JsonWriter writer, AnyJson value, JsonSerializerOptions options) => Any.Write(writer, value, options);
}
