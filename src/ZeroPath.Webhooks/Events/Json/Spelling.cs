using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// How known members were written, where a typed value does not hold it: an explicit null, or a number such as <c>8.0</c>. It is kept among
/// the additional members, and written back (D6) for as long as the typed value means the same.
/// </summary>
internal static class Spelling
{
    /// <summary>Whether a value that was read from a number would be written with other characters.</summary>
    public static bool IsLost(object value, ReadOnlySpan<byte> text) => value switch
    {
        long integer => text.IndexOfAny(".eE"u8) >= 0 || (integer == 0 && text[0] == '-'),
        decimal number => number.ToString(CultureInfo.InvariantCulture) != Encoding.UTF8.GetString(text),
        _ => false,
    };

    /// <summary>Whether a JSON value may be kept for a member of a kind.</summary>
    public static bool IsKept(SchemaKind kind, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => kind is SchemaKind.Integer or SchemaKind.Number && kind.Allows(json, out _),
        _ => false,
    };

    /// <summary>Whether a JSON value means what a member is set to.</summary>
    public static bool IsOf(object? value, JsonElement json) => value switch
    {
        null => json.ValueKind == JsonValueKind.Null,
        long integer =>
            json.ValueKind == JsonValueKind.Number && JsonNumber.IsInteger(json.GetRawText(), out var spelt) && spelt == integer,
        decimal number =>
            json.ValueKind == JsonValueKind.Number && JsonNumber.IsDecimal(json.GetRawText(), out var spelt) && spelt == number,
        _ => false,
    };
}
