namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Checks payloads by the rules of their type: before they are published, as typed events, and when somebody sent them, as JSON.
/// Both find the same problems with the same codes (<see cref="ProblemCodes"/>), all of them, and never throw for a bad payload.
/// </summary>
public static class WebhookValidator
{
    // A character becomes at most six bytes (\u001f); the rest is for what is not text.
    private const int SurelyShort = WebhookJson.MaxBytes / 8;

    private static readonly IReadOnlyList<ValidationProblem> None = [];

    /// <summary>Everything that is wrong with a typed event; empty for a valid one, which is found out without allocating.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        var found = default(ProblemSink);
        return Check(webhookEvent, ref found) && found.Length < SurelyShort
            ? None
            : FindAll(new() { Time = 0, Host = "", Source = "", Event = webhookEvent });
    }

    /// <summary>Everything that is wrong with a payload, its event included; empty for a valid one.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(WebhookPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var found = default(ProblemSink);
        return EnvelopeRules.Check(payload, ref found) && Check(payload.Event, ref found) && found.Length < SurelyShort
            ? None
            : FindAll(payload);
    }

    /// <summary>Everything that is wrong with a document; empty for a valid payload, one of an unknown type included.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return WebhookJson.Read(utf8).Event is UnknownEvent unknown ? unknown.Problems : None;
        }
        catch (WebhookJsonException e)
        {
            return e.Problems;
        }
    }

    private static List<ValidationProblem> FindAll(WebhookPayload payload)
    {
        var problems = new List<ValidationProblem>();
        var found = new ProblemSink(problems);
        EnvelopeRules.Check(payload, ref found);
        if (payload.Event is not null)
        {
            Check(payload.Event, ref found);
        }

        if (problems.Count == 0 && PayloadWriter.Write(payload, written => written.Length) is var length && length > WebhookJson.MaxBytes)
        {
            found.Add(EnvelopeRules.Root, ProblemCodes.Size, $"The payload has {length} bytes; {WebhookJson.MaxBytes} are allowed.");
        }

        return problems;
    }

    private static bool Check(WebhookEvent @event, ref ProblemSink found) => @event is KnownEvent known
        ? EventCatalog.Of(known).Check(known, ref found)
        : Check((UnknownEvent)@event, ref found);

    private static bool Check(UnknownEvent unknown, ref ProblemSink found)
    {
        var problems = new List<ValidationProblem>(unknown.Problems);
        var valid = JsonTextRules.Check(unknown.Type.Name, "$.sourcetype", ref found);
        found.Length += JsonTextRules.CheckForeign(unknown.Json, EventDefinition.EventPath, 2, problems);
        found.Problems?.AddRange(problems);
        return valid && problems.Count == 0;
    }
}
