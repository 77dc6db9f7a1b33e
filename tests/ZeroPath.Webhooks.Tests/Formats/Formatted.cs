using System.Text;
using System.Text.Json;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>Requests as formats make them.</summary>
internal static class Formatted
{
    public const string EventId = "evt_0123456789abcdef0123456789abcdef";
    public const string RoutingKey = "0123456789abcdef0123456789ABCDEF";

    public static readonly string[] Names = ["CloudEvents", "GitHubDispatch", "PagerDuty", "Slack", "SplunkHec", "Teams", "ZeroPath"];

    public static WebhookEndpoint Endpoint(string format, Uri? url = null) => DeliveryBed.Endpoint("a") with
    {
        Url = url ?? new("https://destination.example.com/"),
        Format = format,
        FormatSettings = new Dictionary<string, string>(format == "PagerDuty" ? [new("RoutingKey", RoutingKey)] : []),
    };

    public static WebhookFormatRequest Make(string format, ReadOnlyMemory<byte> body, string type, WebhookEndpoint? endpoint = null) =>
        WebhookFormats.BuiltIn.Make(new()
        {
            EventId = EventId,
            EventType = new(type),
            Body = body,
            Endpoint = endpoint ?? Endpoint(format),
        });

    public static WebhookFormatRequest Make(string format, KnownEvent @event, WebhookEndpoint? endpoint = null) =>
        Make(format, Body(@event), @event.Type.Name, endpoint);

    public static byte[] Body(WebhookEvent @event) =>
        WebhookJson.Write(new() { Time = 1_729_101_000, Host = "zeropath.com", Source = "zeropath", Event = @event });

    /// <summary>What a format makes of an event, as JSON.</summary>
    public static JsonElement Json(string format, KnownEvent @event) => JsonElement.Parse(Make(format, @event).Body.Span);

    public static string Text(WebhookFormatRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    /// <summary>The catalogue's sample of a type.</summary>
    public static KnownEvent Sample(WebhookEventType type) => (KnownEvent)EventCatalog.Find(type)!.CreateSample().Event;

    /// <summary>All texts in a document, names of members too.</summary>
    public static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Texts(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };
}
