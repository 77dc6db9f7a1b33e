using System.Text;
using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>An event of Splunk's HTTP Event Collector, whose shape the payload has already.</summary>
internal sealed class SplunkHecFormat : IWebhookFormat
{
    // Splunk Cloud asks for requests of 1 MB at most.
    internal const int MaxBytes = 1_000_000;
    private const string Path = "/services/collector/event";
    private const string Index = "Index";

    // What HEC does not know it would drop, or refuse.
    private static readonly string[] Members = ["time", "host", "source", "sourcetype", "event"];

    public string Name => "SplunkHec";

    public IReadOnlyList<WebhookFormatSetting> Settings { get; } =
    [
        new(Index, "Write the name of an index that the token allows, or leave it out for the token's own.") { IsSecret = false },
    ];

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var payload = FormatJson.Read(input.Body);
        var request = FormatJson.Fit(MaxBytes, (writer, limits) =>
        {
            foreach (var name in Members)
            {
                if (FormatJson.Find(payload, name) is { } value)
                {
                    writer.WritePropertyName(name);
                    Cutting.Write(writer, value, limits);
                }
            }

            if (input.Endpoint.FormatSettings.TryGetValue(Index, out var index))
            {
                writer.WriteString("index", index);
            }
        });
        return request with { Path = input.Endpoint.Url.AbsolutePath == "/" ? Path : null };
    }

    /// <summary>HEC's code 0 is success.</summary>
    public bool Accepts(int statusCode, string body) =>
        FormatJson.Find(FormatJson.Read(Encoding.UTF8.GetBytes(body)), "code") is not { ValueKind: JsonValueKind.Number } code
        || (code.TryGetInt32(out var number) && number == 0);
}
