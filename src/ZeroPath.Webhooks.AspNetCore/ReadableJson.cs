using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>
/// JSON of answers that people read and copy from, such as a new secret with its plus signs, or a text with quotation marks: only what JSON
/// demands is escaped. An answer with it is never a part of a page.
/// </summary>
internal static class ReadableJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> type)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return json.WrittenMemory;
    }
}
