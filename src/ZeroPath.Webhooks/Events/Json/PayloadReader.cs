using System.Text.Json;
using System.Text.Unicode;

namespace ZeroPath.Webhooks.Events;

/// <summary>The hot path: reads a payload that has nothing wrong in one pass, and gives up at the first thing that is.</summary>
internal static class PayloadReader
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = WebhookJson.MaxDepth };

    /// <summary>Null when something is wrong; <see cref="PayloadDiagnostics"/> finds out what.</summary>
    public static WebhookPayload? TryRead(ReadOnlySpan<byte> utf8)
    {
        // Half a surrogate pair, which UTF-8 cannot hold, can come only as an escape. Escapes are rare and take the careful way.
        if (utf8.Length > WebhookJson.MaxBytes || !Utf8.IsValid(utf8)
            || (utf8.IndexOf("\\u"u8) >= 0 && !PayloadDiagnostics.IsUnicode(utf8)))
        {
            return null;
        }

        try
        {
            return TryReadEnvelope(utf8);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static WebhookPayload? TryReadEnvelope(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var (time, host, source) = (-1L, default(string), default(string));
        var type = default(WebhookEventType);
        var definition = default(EventDefinition);
        var @event = default(WebhookEvent);
        var skipped = default(Utf8JsonReader);
        var hasSkipped = false;
        var additional = default(Dictionary<string, JsonElement>);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(PayloadWriter.Time.EncodedUtf8Bytes))
            {
                if (time >= 0 || !reader.Read() || !UnixTime.TryRead(ref reader, out time))
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals(PayloadWriter.Host.EncodedUtf8Bytes))
            {
                if (host is not null || (host = ReadString(ref reader)) is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals(PayloadWriter.Source.EncodedUtf8Bytes))
            {
                if (source is not null || (source = ReadString(ref reader)) is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals(PayloadWriter.SourceType.EncodedUtf8Bytes))
            {
                if (type is not null || !reader.Read() || (type = ReadType(ref reader, out definition)) is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals(PayloadWriter.Event.EncodedUtf8Bytes))
            {
                if (@event is not null || hasSkipped || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                {
                    return null;
                }

                if (type is not null)
                {
                    if ((@event = ReadEvent(ref reader, type, definition)) is null)
                    {
                        return null;
                    }
                }
                else
                {
                    skipped = reader;
                    hasSkipped = true;
                    reader.Skip();
                }
            }
            else
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!(additional ??= []).TryAdd(name, ReadElement(ref reader)))
                {
                    return null;
                }
            }
        }

        if (hasSkipped && type is not null)
        {
            @event = ReadEvent(ref skipped, type, definition);
        }

        var complete = reader.TokenType == JsonTokenType.EndObject && !reader.Read()
            && time >= 0 && host is not null && source is not null && @event is not null;
        return !complete ? null : new() { Time = time, Host = host!, Source = source!, Event = @event!, AdditionalMembers = additional };
    }

    private static WebhookEvent? ReadEvent(ref Utf8JsonReader reader, WebhookEventType type, EventDefinition? definition) =>
        definition is null ? new UnknownEvent(type, ReadElement(ref reader), []) : definition.TryRead(ref reader);

    private static JsonElement ReadElement(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, WebhookJson.TypeInfo<JsonElement>());

    private static string? ReadString(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private static WebhookEventType? ReadType(ref Utf8JsonReader reader, out EventDefinition? definition)
    {
        definition = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        Span<char> name = stackalloc char[64];
        definition = reader.ValueSpan.Length <= name.Length ? EventCatalog.Find(name[..reader.CopyString(name)]) : null;
        return definition?.Type ?? new WebhookEventType(reader.GetString()!);
    }
}
