using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// The envelope's <c>time</c>: seconds as an integer, as any other number, whose fraction is dropped, or as a string of digits.
/// </summary>
internal static class UnixTime
{
    public static bool TryRead(ref Utf8JsonReader reader, out long seconds)
    {
        seconds = -1;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!reader.TryGetInt64(out seconds) && (!reader.TryGetDecimal(out var number) || !TryFloor(number, out seconds)))
                {
                    seconds = -1;
                }

                return seconds >= 0;
            case JsonTokenType.String:
                Span<char> digits = stackalloc char[32];
                return reader.ValueSpan.Length <= digits.Length
                    && long.TryParse(digits[..reader.CopyString(digits)], NumberStyles.None, null, out seconds);
            default:
                return false;
        }
    }

    public static bool TryRead(JsonElement value, out long seconds)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value));
        reader.Read();
        return TryRead(ref reader, out seconds);
    }

    private static bool TryFloor(decimal number, out long seconds)
    {
        var fits = number is >= 0 and <= long.MaxValue;
        seconds = fits ? (long)number : -1;
        return fits;
    }
}
