using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>A number that a decimal holds digit for digit, so that it is written back as it came.</summary>
internal sealed class ExactDecimalConverter : JsonConverter<decimal>
{
    public static bool TryRead(string digits, out decimal value) =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && value.ToString(CultureInfo.InvariantCulture) == digits;

    public static bool TryRead(ref Utf8JsonReader reader, out decimal value) => TryRead(Encoding.UTF8.GetString(reader.ValueSpan), out value);

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && TryRead(ref reader, out var value)
            ? value
            : throw new JsonException("The value must be a number of at most 28 digits without an exponent.");

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
