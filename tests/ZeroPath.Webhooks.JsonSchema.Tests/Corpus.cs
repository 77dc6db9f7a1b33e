using System.Text;
using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

/// <summary>The samples, and documents that were changed in up to three places: the same at every run.</summary>
internal static class Corpus
{
    private const int Size = 10_000;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "8", "8.0", "8.5", "80e-1", "1e2", "1e-2", "1e400", "-1e400", "99999999999999999999",
        "1e30", "\"\"", "\"x\"", "\"8\"",
        "\"007\"", "\"-8\"", "\"12345678901234567890\"", "\"SCAN_COMPLETE\"", "\"PR_BLOCKED\"", "\"NEWER_TYPE\"", "{}", "{\"id\":\"x\"}",
        "[]", "[null]", "[\"x\"]",
        "[{}]", "[{\"id\":8}]", "[[]]", "\"2025-10-16T12:34:56Z\"", "\"2024-02-29T23:59:59.1234567890123456+14:00\"",
        "\"2100-02-29T00:00:00Z\"",
        "\"2025-02-30T00:00:00Z\"", "\"2025-04-31T00:00:00Z\"", "\"2025-10-16T12:34Z\"", "\"2025-10-16T24:00:00Z\"",
        "\"2025-10-16T12:34:60Z\"", "\"2025-10-16T12:34:56\"",
        "\"2025-10-16T12:34:56+02\"", "\"2025-10-16T12:34:56-14:01\"", "\"2025-10-16t12:34:56z\"", "\"2025-10-16 12:34:56Z\"",
        "\"2025-10-16T12:34:56Z\\n\"",
        "\"2025-10-16T12:34:56.12345678901234567Z\"", "\"0000-01-01T00:00:00Z\"",
    ];

    private static readonly string[] Names =
    [
        "scan", "error", "metadata", "vulnerability", "repository", "id", "severity", "startLine", "cwes", "toString", "not known",
    ];

    public static IReadOnlyList<string> Documents { get; } = [.. Samples(), .. Mutations()];

    public static bool IsValid(string document) => WebhookValidator.Validate(Encoding.UTF8.GetBytes(document)).Count == 0;

    /// <summary>A valid document as the library writes it.</summary>
    public static string Rewrite(string document) => Encoding.UTF8.GetString(WebhookJson.Write(WebhookJson.Read(document)));

    private static IEnumerable<string> Samples() =>
        EventCatalog.All.Select(definition => Encoding.UTF8.GetString(WebhookJson.Write(definition.CreateSample())));

    private static IEnumerable<string> Mutations()
    {
        var random = new Random(20251016);
        string[] originals =
        [
            .. Samples(),
            .. Webhooks.Tests.Events.Documents.Types.Select(type =>
                Webhooks.Tests.Events.Documents.Payload(type, Webhooks.Tests.Events.Documents.Full(type))),
        ];
        for (var i = 0; i < Size; i++)
        {
            var document = JsonNode.Parse(originals[random.Next(originals.Length)])!;
            for (var changes = random.Next(3); changes >= 0; changes--)
            {
                Change(document, random);
            }

            yield return document.ToJsonString();
        }
    }

    private static void Change(JsonNode document, Random random)
    {
        var parents = Parents(document).ToList();
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (parents[random.Next(parents.Count)])
        {
            case JsonObject members when members.Count == 0 || random.Next(6) == 0:
                members[Names[random.Next(Names.Length)]] = value;
                break;
            case JsonObject members when random.Next(3) == 0:
                members.RemoveAt(random.Next(members.Count));
                break;
            case JsonObject members:
                members[members.ElementAt(random.Next(members.Count)).Key] = value;
                break;
            case JsonArray items:
                items.Add(value);
                break;
        }
    }

    private static IEnumerable<JsonNode> Parents(JsonNode? node) => node switch
    {
        JsonObject members => [members, .. members.SelectMany(member => Parents(member.Value))],
        JsonArray items => [items, .. items.SelectMany(Parents)],
        _ => [],
    };
}
