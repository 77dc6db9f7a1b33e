namespace ZeroPath.Webhooks.Events;

/// <summary>The rules of a typed payload's own members.</summary>
internal static class EnvelopeRules
{
    public static readonly string[] Known = ["time", "host", "source", "sourcetype", "event"];

    public static IReadOnlyList<ValidationProblem> Check(WebhookPayload payload)
    {
        List<ValidationProblem>? problems = null;
        if (payload.Time < 0)
        {
            Add(ref problems, "$.time", ProblemCodes.Range, "The value must be a number of seconds, at least 0.");
        }

        CheckText(payload.Host, "host", ref problems);
        CheckText(payload.Source, "source", ref problems);
        if (payload.Event is null)
        {
            Add(ref problems, "$.event", ProblemCodes.Required, "'event' is required.");
        }
        else
        {
            CheckText(payload.Event.Type.Name, "sourcetype", ref problems);
        }

        if (payload.AdditionalMembers is { } additional)
        {
            TextRules.Check(additional, Known, "$", problems ??= []);
        }

        return problems ?? (IReadOnlyList<ValidationProblem>)[];
    }

    private static void CheckText(string? text, string name, ref List<ValidationProblem>? problems)
    {
        if (text is null)
        {
            Add(ref problems, $"$.{name}", ProblemCodes.Required, $"'{name}' is required.");
        }
        else if (!TextRules.IsUnicode(text))
        {
            TextRules.Check(text, $"$.{name}", problems ??= []);
        }
    }

    private static void Add(ref List<ValidationProblem>? problems, string path, string code, string description) =>
        (problems ??= []).Add(new(path, code, description));
}
