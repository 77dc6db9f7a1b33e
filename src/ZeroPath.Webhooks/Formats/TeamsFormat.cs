using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>An adaptive card, as the workflows of Microsoft Teams take it.</summary>
internal sealed class TeamsFormat : IWebhookFormat
{
    // A message to an incoming webhook of Teams has at most 28 KB.
    internal const int MaxBytes = 28 * 1024;

    public string Name => "Teams";

    /// <summary>The URL of a workflow has its signature in it.</summary>
    public bool IsUrlSecret => true;

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var summary = EventSummary.Of(input);
        return FormatJson.Fit(MaxBytes, (writer, limits) =>
        {
            writer.WriteString("type", "message");
            writer.WriteStartArray("attachments");
            writer.WriteStartObject();
            writer.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
            writer.WriteNull("contentUrl");
            writer.WriteStartObject("content");
            WriteCard(writer, summary, limits);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
    }

    /// <summary>Some say 200 and that Teams refused the message.</summary>
    public bool Accepts(int statusCode, string body) =>
        !body.Contains("Webhook message delivery failed", StringComparison.OrdinalIgnoreCase);

    private static void WriteCard(Utf8JsonWriter writer, EventSummary summary, CutLimits limits)
    {
        writer.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        writer.WriteString("type", "AdaptiveCard");

        // Teams shows cards up to 1.5; text without Markdown needs 1.2.
        writer.WriteString("version", "1.2");
        writer.WriteString("fallbackText", Cutting.Text(summary.Headline, limits.MaxText));
        writer.WriteStartArray("body");
        WriteLine(writer, [(Cutting.Text(summary.Headline, limits.MaxText), true)], "Large");
        foreach (var (name, value) in summary.Facts.Take(limits.MaxItems))
        {
            WriteLine(writer, [($"{Cutting.Text(name, limits.MaxText)}: ", true), (Cutting.Text(value, limits.MaxText), false)]);
        }

        if (summary.Facts.Count > limits.MaxItems)
        {
            WriteLine(writer, [(Cutting.Mark, false)]);
        }

        WriteLine(writer, [(Cutting.Text($"{summary.Type} · {summary.Host}", limits.MaxText), false)], "Small");
        writer.WriteEndArray();
        if (summary.Link is { } url && url.Length <= limits.MaxText)
        {
            writer.WriteStartArray("actions");
            writer.WriteStartObject();
            writer.WriteString("type", "Action.OpenUrl");
            writer.WriteString("title", "Open in ZeroPath");
            writer.WriteString("url", new Uri(url).AbsoluteUri);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
    }

    // Runs of text, not a TextBlock: that would take a repository's name for Markdown.
    private static void WriteLine(Utf8JsonWriter writer, (string Text, bool IsBold)[] runs, string? size = null)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "RichTextBlock");
        writer.WriteStartArray("inlines");
        foreach (var (text, isBold) in runs)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "TextRun");
            writer.WriteString("text", text);
            if (size is not null)
            {
                writer.WriteString("size", size);
            }

            if (isBold)
            {
                writer.WriteString("weight", "Bolder");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
