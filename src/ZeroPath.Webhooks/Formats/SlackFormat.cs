using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>A message of Slack's incoming webhooks, made of blocks.</summary>
internal sealed class SlackFormat : IWebhookFormat
{
    // Block Kit: a header has at most 150 characters, the text of a section 3,000.
    internal const int MaxHeader = 150;
    internal const int MaxSection = 3_000;

    public string Name => "Slack";

    /// <summary>Slack: the URL of an incoming webhook is a secret.</summary>
    public bool IsUrlSecret => true;

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var summary = EventSummary.Of(input);
        var (facts, areCut) = Cutting.Fit(MaxSection, limits => Facts(summary, limits), text => text.Length);
        var (fallback, _) = Cutting.Fit(MaxSection, limits => Escape(Cutting.Text(summary.Headline, limits.MaxText)), text => text.Length);
        return new(FormatJson.Write(writer =>
        {
            writer.WriteString("text", fallback);
            writer.WriteStartArray("blocks");
            WriteHeader(writer, Cutting.Text(summary.Headline, MaxHeader));
            WriteSection(writer, facts);
            WriteContext(writer, Escape(Cutting.Text($"{summary.Type} · {summary.Host}", MaxHeader)));
            writer.WriteEndArray();
        }))
        {
            IsCut = areCut || summary.Headline.Length > MaxHeader,
        };
    }

    /// <summary>Slack answers <c>ok</c> when it has taken a message.</summary>
    public bool Accepts(int statusCode, string body) => body.Trim() == "ok";

    private static string Facts(EventSummary summary, CutLimits limits)
    {
        var lines = summary.Facts.Take(limits.MaxItems)
            .Select(fact => $"*{Escape(Cutting.Text(fact.Name, limits.MaxText))}:* {Escape(Cutting.Text(fact.Value, limits.MaxText))}");
        var link = summary.Link is { } url && url.Length <= limits.MaxText ? [$"<{Address(url)}|Open in ZeroPath>"] : (string[])[];
        string[] cut = summary.Facts.Count > limits.MaxItems ? [Cutting.Mark] : [];
        var text = string.Join('\n', [.. lines, .. cut, .. link]);
        return text.Length > 0 ? text : Escape(Cutting.Text(summary.Headline, MaxHeader));
    }

    private static void WriteHeader(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "header");
        writer.WriteStartObject("text");
        writer.WriteString("type", "plain_text");
        writer.WriteString("text", text);
        writer.WriteBoolean("emoji", false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSection(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "section");
        writer.WritePropertyName("text");
        WriteMarkup(writer, text);
        writer.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "context");
        writer.WriteStartArray("elements");
        WriteMarkup(writer, text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Verbatim: Slack makes no links and mentions of what a repository or a title is called.
    private static void WriteMarkup(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "mrkdwn");
        writer.WriteString("text", text);
        writer.WriteBoolean("verbatim", true);
        writer.WriteEndObject();
    }

    // The three characters that Slack has escaped.
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    // Whatever would end the address is escaped in it.
    private static string Address(string url) =>
        Escape(new Uri(url).AbsoluteUri.Replace("|", "%7C").Replace(">", "%3E").Replace("<", "%3C"));
}
