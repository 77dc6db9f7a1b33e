using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>An event of PagerDuty's Events API v2: an alert, or the end of one when a vulnerability was patched.</summary>
internal sealed class PagerDutyFormat : IWebhookFormat
{
    // Events API v2: an event has at most 512 KB, a summary 1,024 characters, a dedup_key 255, a routing key exactly 32.
    internal const int MaxBytes = 512 * 1000;
    internal const int MaxSummary = 1_024;
    internal const int MaxDedupKey = 255;
    private const int RoutingKeyLength = 32;
    private const string Path = "/v2/enqueue";
    private const string RoutingKey = "RoutingKey";

    public string Name => "PagerDuty";

    public IReadOnlyList<WebhookFormatSetting> Settings { get; } =
    [
        new(RoutingKey, "Write the integration key of the service in PagerDuty: 32 letters and digits.")
        {
            IsRequired = true,
            IsValid = key => key.Length == RoutingKeyLength && key.All(char.IsAsciiLetterOrDigit),
        },
    ];

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var summary = EventSummary.Of(input);
        var isEnd = input.EventType == WebhookEventType.VulnerabilityPatched;
        var request = FormatJson.Fit(MaxBytes, (writer, limits) =>
        {
            writer.WriteString("routing_key", input.Endpoint.FormatSettings[RoutingKey]);
            writer.WriteString("event_action", isEnd ? "resolve" : "trigger");
            writer.WriteString("dedup_key", DedupKey(FormatJson.Text(summary.Event, "vulnerability", "id") ?? input.EventId));
            if (!isEnd)
            {
                WriteAlert(writer, summary, limits);
            }
        });
        return request with { Path = Path, IsCut = request.IsCut || (!isEnd && summary.Headline.Length > MaxSummary) };
    }

    /// <summary>PagerDuty says <c>success</c> when it has taken an event.</summary>
    public bool Accepts(int statusCode, string body) =>
        FormatJson.Text(FormatJson.Read(Encoding.UTF8.GetBytes(body)), "status") is null or "success";

    private static void WriteAlert(Utf8JsonWriter writer, EventSummary summary, CutLimits limits)
    {
        writer.WriteStartObject("payload");
        writer.WriteString("summary", Cutting.Text(summary.Headline, MaxSummary));
        writer.WriteString("source", Cutting.Text(summary.Host, MaxDedupKey));
        writer.WriteString("severity", SeverityOf(summary));
        WriteOptional(writer, "timestamp", summary.Timestamp, limits);
        WriteOptional(writer, "component", summary.Repository, limits);
        WriteOptional(writer, "group", summary.Organization, limits);
        writer.WriteString("class", Cutting.Text(summary.Type, MaxDedupKey));
        writer.WritePropertyName("custom_details");
        Cutting.Write(writer, summary.Event, limits);
        writer.WriteEndObject();
        writer.WriteString("client", "ZeroPath");
        if (summary.Link is { } url && url.Length <= limits.MaxText)
        {
            writer.WriteString("client_url", url);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value, CutLimits limits)
    {
        if (value is not null)
        {
            writer.WriteString(name, Cutting.Text(value, limits.MaxText));
        }
    }

    // What says that something failed is an error; what says nothing of how bad it is, is for information.
    private static string SeverityOf(EventSummary summary) => summary.Level switch
    {
        SeverityLevel.Critical => "critical",
        SeverityLevel.High => "error",
        SeverityLevel.Medium => "warning",
        not null => "info",
        _ => FormatJson.Text(summary.Event, "error") is null ? "info" : "error",
    };

    // Alert and end must agree, however long the id is.
    private static string DedupKey(string id) =>
        id.Length <= MaxDedupKey ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
