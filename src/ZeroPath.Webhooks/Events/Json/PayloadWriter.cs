using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>Writes payloads. Each thread keeps one, because making the writer and its buffer takes half as long as a payload.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A Utf8JsonWriter over a buffer writer has nothing to dispose of.")]
internal sealed class PayloadWriter
{
    public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    public static readonly JsonEncodedText Host = JsonEncodedText.Encode("host");
    public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    public static readonly JsonEncodedText SourceType = JsonEncodedText.Encode("sourcetype");
    public static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");

    private const int KeptBytes = 64 * 1024;

    [ThreadStatic]
    private static PayloadWriter? _kept;

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private readonly Utf8JsonWriter _writer;

    // JSON that is sent as application/json needs no HTML-safe escapes.
    private PayloadWriter() => _writer = new(_buffer, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = WebhookJson.MaxDepth,
        SkipValidation = true,
    });

    /// <summary>Writes a payload whole, or throws before anything of it is handed on.</summary>
    public static TResult Write<TResult>(WebhookPayload payload, Func<ReadOnlySpan<byte>, TResult> use)
    {
        var own = _kept ?? new();
        _kept = null;
        own.Write(payload);
        var result = use(own._buffer.WrittenSpan);
        own._buffer.ResetWrittenCount();
        own._writer.Reset();
        _kept = own._buffer.Capacity <= KeptBytes ? own : null;
        return result;
    }

    public static void WriteMembers(Utf8JsonWriter writer, Dictionary<string, JsonElement>? members)
    {
        if (members is null)
        {
            return;
        }

        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private void Write(WebhookPayload payload)
    {
        _writer.WriteStartObject();
        _writer.WriteNumber(Time, payload.Time);
        _writer.WriteString(Host, payload.Host);
        _writer.WriteString(Source, payload.Source);
        _writer.WriteString(SourceType, payload.Event.Type.Name);
        _writer.WritePropertyName(Event);
        switch (payload.Event)
        {
            case KnownEvent known:
                EventCatalog.Of(known).Write(_writer, known);
                break;
            case UnknownEvent unknown:
                unknown.Json.WriteTo(_writer);
                break;
        }

        WriteMembers(_writer, payload.AdditionalMembers);
        _writer.WriteEndObject();
        _writer.Flush();
    }
}
