using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.AspNetCore.Management;

internal sealed class WholeNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && WholeNumber.TryParse(Encoding.UTF8.GetString(reader.ValueSpan), out var number)
            ? number
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
