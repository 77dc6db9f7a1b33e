using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// An event for people: what happened, the facts of it, and where to look. Types that are not known are shown by their members.
/// </summary>
internal sealed class EventSummary
{
    private static readonly string[] ShownAbove = ["timestamp", "organization", "repository"];

    private EventSummary(JsonElement payload, WebhookFormatInput input)
    {
        Type = input.EventType.Name;
        Host = FormatJson.Text(payload, "host") ?? "zeropath.com";
        Event = FormatJson.Find(payload, "event") ?? default;
        Repository = FormatJson.Text(Event, "repository", "name") ?? FormatJson.Text(Event, "repository", "id");
        Organization = FormatJson.Text(Event, "organization", "name") ?? FormatJson.Text(Event, "organization", "id");
        Timestamp = FormatJson.Text(Event, "timestamp");
        Title = EventCatalog.Find(input.EventType)?.Description.TrimEnd('.') ?? Type;
        Subject = FormatJson.Text(Event, "vulnerability", "generatedTitle") ?? FormatJson.Text(Event, "metadata", "summary")
            ?? FormatJson.Text(Event, "error");
        Link = Links().FirstOrDefault(IsWebAddress);
        Level = LevelOf(input);
        Facts = [.. FactsOf(Event)];
    }

    public string Type { get; }

    public string Host { get; }

    /// <summary>The payload's <c>event</c>.</summary>
    public JsonElement Event { get; }

    public string? Repository { get; }

    public string? Organization { get; }

    /// <summary>When it happened, as the payload says it.</summary>
    public string? Timestamp { get; }

    /// <summary>What happened, without a full stop.</summary>
    public string Title { get; }

    /// <summary>What it happened to.</summary>
    public string? Subject { get; }

    /// <summary>Where people can look at it; an http or https address, or null.</summary>
    public string? Link { get; }

    public SeverityLevel? Level { get; }

    public IReadOnlyList<(string Name, string Value)> Facts { get; }

    /// <summary>All that matters, in a line.</summary>
    public string Headline => $"{Title}{(Subject is null ? "" : $": {Subject}")}{(Repository is null ? "" : $" ({Repository})")}";

    public static EventSummary Of(WebhookFormatInput input) => new(FormatJson.Read(input.Body), input);

    // A document that breaks the rules of its type is sent all the same.
    private static SeverityLevel? LevelOf(WebhookFormatInput input) =>
        WebhookJson.Read(input.Body.Span).Event is KnownEvent known ? VulnerabilityScore.Of(known).Level : null;

    private static bool IsWebAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private IEnumerable<string?> Links() =>
    [
        FormatJson.Text(Event, "vulnerability", "url"),
        FormatJson.Text(Event, "scan", "url"),
        FormatJson.Text(Event, "metadata", "prUrl"),
    ];

    private IEnumerable<(string Name, string Value)> FactsOf(JsonElement @event)
    {
        if (Organization is not null)
        {
            yield return ("Organization", Organization);
        }

        if (Repository is not null)
        {
            yield return ("Repository", Repository);
        }

        if (Level is { } level)
        {
            yield return ("Severity", level.ToString());
        }

        if (@event.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in @event.EnumerateObject().Where(member => !ShownAbove.Contains(member.Name)))
            {
                var name = member.Name == "metadata" ? "" : member.Name;
                foreach (var fact in Flatten(name, member.Value).Where(fact => fact.Value != Link))
                {
                    yield return fact;
                }
            }
        }
    }

    // by_severity is one fact.
    private static bool IsCounts(JsonElement value) =>
        value.EnumerateObject().Count() > 1 && value.EnumerateObject().All(item => item.Value.ValueKind == JsonValueKind.Number);

    // scan.status, prNumber: the names of the documentation, whether this version knows them or not.
    private static IEnumerable<(string Name, string Value)> Flatten(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when IsCounts(value) =>
            [(name, string.Join(", ", value.EnumerateObject().Select(item => $"{item.Name} {item.Value.GetRawText()}")))],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(
            member => Flatten(name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.GetArrayLength() == 0 => [],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number) =>
            [(name, string.Join(", ", value.EnumerateArray().Select(item => item.ToString())))],
        JsonValueKind.Array => [(name, $"{value.GetArrayLength()} entries")],
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => [(name, text)],
        JsonValueKind.String or JsonValueKind.Null => [],
        _ => [(name, value.GetRawText())],
    };
}
