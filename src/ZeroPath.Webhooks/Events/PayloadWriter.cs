using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

internal static class PayloadWriter
{
    public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    public static readonly JsonEncodedText Host = JsonEncodedText.Encode("host");
    public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    public static readonly JsonEncodedText SourceType = JsonEncodedText.Encode("sourcetype");
    public static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");

    public static void Write(Utf8JsonWriter writer, WebhookPayload payload)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Time, payload.Time);
        writer.WriteString(Host, payload.Host);
        writer.WriteString(Source, payload.Source);
        writer.WriteString(SourceType, payload.Event.Type.Name);
        writer.WritePropertyName(Event);
        switch (payload.Event)
        {
            case KnownEvent known:
                EventCatalog.Of(known).Write(writer, known);
                break;
            case UnknownEvent unknown:
                unknown.Json.WriteTo(writer);
                break;
        }

        foreach (var (name, value) in payload.AdditionalMembers ?? [])
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
    }
}
