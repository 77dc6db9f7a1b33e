using System.Globalization;
using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>A CloudEvent 1.0 in structured mode, with the payload as its data.</summary>
internal sealed class CloudEventsFormat : IWebhookFormat
{
    private const string TypePrefix = "com.zeropath.";

    private static readonly string[] Subjects = ["vulnerability", "scan", "repository"];

    public string Name => "CloudEvents";

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var payload = FormatJson.Read(input.Body);
        var @event = FormatJson.Find(payload, "event") ?? default;
        return new(FormatJson.Write(writer =>
        {
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", input.EventId);
            writer.WriteString("source", SourceOf(payload));
            writer.WriteString("type", TypePrefix + Uri.EscapeDataString(input.EventType.Name));
            if (SubjectOf(@event) is { } subject)
            {
                writer.WriteString("subject", subject);
            }

            if (TimeOf(@event) is { } time)
            {
                writer.WriteString("time", time);
            }

            writer.WriteString("datacontenttype", "application/json");
            writer.WritePropertyName("data");
            payload.WriteTo(writer);
        }))
        {
            ContentType = "application/cloudevents+json; charset=utf-8",
        };
    }

    // A URI reference: //zeropath.com/zeropath.
    private static string SourceOf(JsonElement payload) =>
        $"//{Escaped(payload, "host")}/{Escaped(payload, "source")}";

    private static string Escaped(JsonElement payload, string member) => Uri.EscapeDataString(FormatJson.Text(payload, member) ?? "");

    // An attribute has no control characters.
    private static string? SubjectOf(JsonElement @event) =>
        Subjects.Select(name => FormatJson.Text(@event, name, "id"))
            .FirstOrDefault(id => id is not null) is { } subject && !subject.Any(char.IsControl) ? subject : null;

    // RFC 3339 or nothing.
    private static string? TimeOf(JsonElement @event) =>
        FormatJson.Text(@event, "timestamp") is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)
            : null;
}
