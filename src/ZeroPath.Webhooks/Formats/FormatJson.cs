using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>Reads payloads, and writes what formats make of them.</summary>
internal static class FormatJson
{
    // Read by systems that read JSON, never put into a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    /// <summary>An object with these members.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A request that fits, with texts and lists cut as far as they must be.</summary>
    public static WebhookFormatRequest Fit(int maxBytes, Action<Utf8JsonWriter, CutLimits> writeMembers)
    {
        var (body, isCut) = Cutting.Fit(maxBytes, limits => Write(writer => writeMembers(writer, limits)), body => body.Length);
        return new(body) { IsCut = isCut };
    }

    /// <summary>The member at the end of a path; null when it is not there.</summary>
    public static JsonElement? Find(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json;
    }

    /// <summary>The text at the end of a path; null when there is none, or it is empty.</summary>
    public static string? Text(JsonElement json, params ReadOnlySpan<string> path) =>
        Find(json, path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } found ? found : null;
}
