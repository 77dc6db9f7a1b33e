using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>ISO 8601 with a date, a time and an offset; written as UTC.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    // The longest that System.Text.Json reads as a date and time, with every character escaped.
    private const int MaxLength = 256;

    public static bool TryRead(JsonElement value)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value));
        return reader.Read() && TryRead(ref reader, out _);
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(ref reader, out var value)
            ? value
            : throw new JsonException("The value must be a date and time with an offset.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);

    // Without an offset System.Text.Json would take the machine's own.
    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        scoped var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            Span<byte> unescaped = stackalloc byte[MaxLength];
            text = text.Length <= MaxLength ? unescaped[..reader.CopyString(unescaped)] : default;
        }

        var hasOffset = text is [.., (byte)'Z']
            || (text.IndexOf((byte)'T') is > 0 and var time && text[time..].IndexOfAny((byte)'+', (byte)'-') > 0);
        value = default;
        return hasOffset && reader.TryGetDateTimeOffset(out value);
    }
}
