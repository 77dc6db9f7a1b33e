namespace ZeroPath.Webhooks.Events;

/// <summary>The rules of a typed payload's own members.</summary>
internal static class EnvelopeRules
{
    public const string Root = "$";

    public static readonly string[] Known = ["time", "host", "source", "sourcetype", "event"];

    public static bool Check(WebhookPayload payload, ref ProblemSink found)
    {
        var valid = payload.Time >= 0 || found.Add("$.time", ProblemCodes.Range, "The value must be a number of seconds, at least 0.");
        valid &= CheckText(payload.Host, "host", ref found);
        valid &= CheckText(payload.Source, "source", ref found);
        valid &= payload.Event is not null || found.Add("$.event", ProblemCodes.Required, "'event' is required.");
        return (payload.AdditionalMembers is not { } additional
            || JsonTextRules.Check(additional, (name, _) => Known.Contains(name), Root, 1, ref found))
            && valid;
    }

    private static bool CheckText(string? text, string name, ref ProblemSink found) => text is null
        ? found.Add($"$.{name}", ProblemCodes.Required, $"'{name}' is required.")
        : JsonTextRules.Check(text, found.Problems is null ? "" : $"$.{name}", ref found);
}
