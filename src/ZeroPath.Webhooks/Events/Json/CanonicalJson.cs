using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>One form for all documents that say the same: members sorted, no white space, escapes only where they must be.</summary>
internal static class CanonicalJson
{
    // Without time, and sorted.
    private static readonly string[] Members = ["event", "host", "source", "sourcetype"];

    /// <summary>What tells a payload from others, however it is written and whenever it was emitted (D38).</summary>
    /// <param name="utf8">A payload that can be read.</param>
    public static string Key(ReadOnlySpan<byte> utf8)
    {
        var root = JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = WebhookJson.MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(utf8.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var member in Members)
            {
                Write(root.GetProperty(member), writer);
            }

            writer.WriteEndArray();
        }

        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))}";
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number:
                // With its digits: 1 and 1.0 may mean different things to somebody.
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
