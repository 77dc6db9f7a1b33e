using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ZeroPath.Webhooks.Tests.Network;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>
/// A server on loopback that does what a destination's documentation says: it refuses what is wrong with the words of the destination, and
/// takes the rest, unless a test says what it answers.
/// </summary>
internal sealed class Destination : IAsyncDisposable
{
    private readonly string _format;
    private readonly ConnectionServer _server;

    public Destination(string format)
    {
        _format = format;
        _server = new(ServeAsync);
    }

    public Uri Url => new($"http://{_server.Address}{PathOf(_format)}");

    /// <summary>What it answers first; then it does what is documented.</summary>
    public ConcurrentQueue<string> First { get; } = [];

    public ConcurrentQueue<byte[]> Bodies { get; } = [];

    /// <summary>A whole answer.</summary>
    public static string Says(int status, string body, string header = "") =>
        $"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{header}\r\n{body}";

    /// <summary>What the destination would have against a body; null if nothing.</summary>
    public static string? FindProblem(string format, JsonElement body) => format switch
    {
        "Slack" => OfSlack(body),
        "Teams" => OfTeams(body),
        "PagerDuty" => OfPagerDuty(body),
        "GitHubDispatch" => OfGitHub(body),
        "SplunkHec" => OfSplunk(body),
        "CloudEvents" => OfCloudEvents(body),
        _ => null,
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string PathOf(string format) => format switch
    {
        "Slack" => "/services/T0000/B0000/secret",
        "Teams" => "/workflows/secret/triggers/manual/paths/invoke?sig=secret",
        "GitHubDispatch" => "/repos/acme/backend-api/dispatches",
        "CloudEvents" => "/events",
        _ => "/",
    };

    private static string? OfSlack(JsonElement body)
    {
        var blocks = body.GetProperty("blocks").EnumerateArray().ToList();
        return body.GetProperty("text").GetString() is not { Length: > 0 and <= 40_000 } ? "no_text"
            : blocks.Count > 50 || !blocks.TrueForAll(IsBlock) ? "invalid_blocks"
            : null;
    }

    private static bool IsBlock(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "header" => IsText(block.GetProperty("text"), "plain_text", 150),
        "section" => IsText(block.GetProperty("text"), "mrkdwn", 3_000),
        "context" => block.GetProperty("elements") is var elements && elements.GetArrayLength() <= 10
            && elements.EnumerateArray().All(element => IsText(element, "mrkdwn", 3_000)),
        _ => false,
    };

    private static bool IsText(JsonElement text, string type, int max) =>
        text.GetProperty("type").GetString() == type && text.GetProperty("text").GetString() is { Length: > 0 } value && value.Length <= max
        && (type == "plain_text" || !value.Replace("&amp;", "").Replace("&lt;", "").Replace("&gt;", "").Contains('&'));

    private static string? OfTeams(JsonElement body)
    {
        var attachment = body.GetProperty("attachments")[0];
        var card = attachment.GetProperty("content");
        return body.GetProperty("type").GetString() == "message"
            && attachment.GetProperty("contentType").GetString() == "application/vnd.microsoft.card.adaptive"
            && card.GetProperty("type").GetString() == "AdaptiveCard" && card.GetProperty("version").GetString() == "1.2"
            && card.GetProperty("body").EnumerateArray().All(IsLine)
            && (!card.TryGetProperty("actions", out var actions) || actions.GetArrayLength() <= 6)
            && Size(body) <= 28 * 1024
                ? null
                : "TriggerInputSchemaMismatch";
    }

    private static bool IsLine(JsonElement line) => line.GetProperty("type").GetString() == "RichTextBlock"
        && line.GetProperty("inlines").EnumerateArray().All(run =>
            run.GetProperty("type").GetString() == "TextRun" && run.GetProperty("text").GetString() is not null);

    private static string? OfPagerDuty(JsonElement body)
    {
        if (body.GetProperty("routing_key").GetString() is not { Length: 32 })
        {
            return "Length of 'routing_key' is incorrect (should be 32 characters)";
        }

        if (body.GetProperty("dedup_key").GetString() is not { Length: > 0 and <= 255 } || Size(body) > 512_000)
        {
            return "'dedup_key' is too long, or the event is";
        }

        return body.GetProperty("event_action").GetString() == "resolve" ? null
            : body.GetProperty("event_action").GetString() == "trigger" && body.GetProperty("payload") is var payload
            && payload.GetProperty("summary").GetString() is { Length: > 0 and <= 1_024 }
            && payload.GetProperty("source").GetString() is { Length: > 0 }
            && payload.GetProperty("severity").GetString() is "critical" or "error" or "warning" or "info"
            && payload.GetProperty("custom_details").ValueKind == JsonValueKind.Object
                ? null
                : "'payload' is invalid";
    }

    private static string? OfGitHub(JsonElement body) =>
        body.GetProperty("event_type").GetString() is { Length: > 0 and <= 100 }
        && body.GetProperty("client_payload") is { ValueKind: JsonValueKind.Object } payload && payload.EnumerateObject().Count() <= 10
        && body.EnumerateObject().Count() == 2 && Size(body) < 64 * 1024
            ? null
            : "Invalid request.";

    private static string? OfSplunk(JsonElement body) =>
        body.GetProperty("event").ValueKind == JsonValueKind.Object && body.GetProperty("time").ValueKind == JsonValueKind.Number
        && body.EnumerateObject().All(
            member => member.Name is "time" or "host" or "source" or "sourcetype" or "index" or "fields" or "event")
        && Size(body) <= 1_000_000
            ? null
            : """{"text":"Invalid data format","code":6}""";

    private static string? OfCloudEvents(JsonElement body) =>
        body.GetProperty("specversion").GetString() == "1.0" && body.GetProperty("id").GetString() is { Length: > 0 }
        && Uri.IsWellFormedUriString(body.GetProperty("source").GetString(), UriKind.RelativeOrAbsolute)
        && body.GetProperty("type").GetString() is { Length: > 0 }
        && (!body.TryGetProperty("time", out var time) || DateTimeOffset.TryParse(
            time.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        && body.EnumerateObject().All(attribute => attribute.Name.All(char.IsAsciiLetterLower))
        && body.EnumerateObject().All(attribute => attribute.Name == "data" || attribute.Value.GetString() is { Length: > 0 })
            ? null
            : "no CloudEvent";

    private static int Size(JsonElement body) => Encoding.UTF8.GetByteCount(body.GetRawText());

    private async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var (head, body) = await ReadAsync(stream, stop);
        Bodies.Enqueue(body);
        var answer = First.TryDequeue(out var first) ? first : Answer(head, JsonElement.Parse(body));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop);
    }

    private string Answer(string head, JsonElement body) => (_format, FindProblem(_format, body)) switch
    {
        ("Slack", null) => Says(200, "ok"),
        ("Slack", var problem) => Says(400, problem),
        ("Teams", null) => Says(202, ""),
        ("Teams", var problem) => Says(400, $$$"""{"error":{"code":"{{{problem}}}"}}"""),
        ("PagerDuty", _) when !head.StartsWith("POST /v2/enqueue ", StringComparison.Ordinal) => Says(404, "Not found"),
        ("PagerDuty", null) => Says(202, """{"status":"success","message":"Event processed","dedup_key":"key"}"""),
        ("PagerDuty", var problem) => Says(
            400, $$"""{"status":"invalid event","message":"Event object is invalid","errors":["{{problem}}"]}"""),
        ("GitHubDispatch", null) => Says(204, ""),
        ("GitHubDispatch", var problem) => Says(422, $$"""{"message":"{{problem}}"}"""),
        ("SplunkHec", _) when !head.StartsWith("POST /services/collector/event ", StringComparison.Ordinal) =>
            Says(404, """{"text":"The requested URL was not found on this server.","code":404}"""),
        ("SplunkHec", null) => Says(200, """{"text":"Success","code":0}"""),
        ("SplunkHec", { } problem) => Says(400, problem),
        ("CloudEvents", null) when head.Contains("application/cloudevents+json", StringComparison.Ordinal) => Says(200, ""),
        _ => Says(415, ""),
    };

    private static async Task<(string Head, byte[] Body)> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            bytes.AddRange(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: true, stop)));
            var text = Encoding.Latin1.GetString(bytes.ToArray(), 0, Math.Min(bytes.Count, 4096));
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                var length = text[..end].Split("\r\n")
                    .First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                var total = end + 4 + int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture);
                while (bytes.Count < total)
                {
                    bytes.AddRange(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: true, stop)));
                }

                return (text[..end], [.. bytes.Skip(end + 4)]);
            }
        }
    }
}
