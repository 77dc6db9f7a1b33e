using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Any JSON value, kept as it was written, so that a number keeps its digits. Numbers and strings convert to it:
/// <c>Severity = 8.2m</c>, <c>Severity = "high"</c>. Two are equal when their texts are.
/// </summary>
[JsonConverter(typeof(JsonLiteralConverter))]
public sealed record JsonLiteral
{
    internal JsonLiteral(string text) => Text = text;

    /// <summary>The value as JSON: <c>8.20</c>, <c>"high"</c> with its quotes, <c>{"a":1}</c>.</summary>
    public string Text { get; }

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="JsonException">The text is no JSON value.</exception>
    public static JsonLiteral Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return new JsonLiteral(document.RootElement.GetRawText());
    }

    /// <summary>Whether the value is a string; <paramref name="value"/> is then that string.</summary>
    public bool TryGetString([NotNullWhen(true)] out string? value)
    {
        value = Text.StartsWith('"') ? JsonSerializer.Deserialize(Text, WebhookJson.TypeInfo<string>()) : null;
        return value is not null;
    }

    /// <summary>Whether the value is a number, or a string that holds one; <paramref name="value"/> is then that number.</summary>
    public bool TryGetNumber(out decimal value)
    {
        var digits = TryGetString(out var text) ? text : Text;
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The value as JSON.</summary>
    public override string ToString() => Text;

    /// <summary>A JSON number.</summary>
    public static implicit operator JsonLiteral(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A JSON number, with all its digits.</summary>
    public static implicit operator JsonLiteral(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A JSON string.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator JsonLiteral?(string? value) =>
        value is null ? null : new(JsonTextRules.IsUnicode(value)
            ? JsonSerializer.Serialize(value, WebhookJson.TypeInfo<string>())

            // Half a surrogate pair would become a replacement character in silence; escaped, it stays for the validator to find.
            : $"\"{string.Concat(value.Select(c => $"\\u{(int)c:x4}"))}\"");
}
