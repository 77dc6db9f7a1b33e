using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Validation;

/// <summary>
/// Checks payloads by the rules of their type: before they are published, as typed records, and when somebody sent them, as JSON.
/// Both find the same problems with the same codes (<see cref="ProblemCodes"/>), all of them, and never throw for a bad payload (D8).
/// </summary>
public static class WebhookValidator
{
    private static readonly IReadOnlyList<ValidationProblem> None = [];

    /// <summary>Everything that is wrong with a typed event; empty for a valid one, which is found out without allocating.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(WebhookEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        switch (@event)
        {
            case KnownEvent known when EventCatalog.Of(known) is var definition && !definition.Check(known, null):
                var problems = new List<ValidationProblem>();
                definition.Check(known, problems);
                return problems;
            case UnknownEvent unknown:
                return ValidateUnknown(unknown);
            default:
                return None;
        }
    }

    /// <summary>Everything that is wrong with a payload, its event included; empty for a valid one.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(WebhookPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var problems = EnvelopeRules.Check(payload);
        var ofEvent = payload.Event is null ? None : Validate(payload.Event);
        return problems.Count == 0 ? ofEvent : [.. problems, .. ofEvent];
    }

    /// <summary>Everything that is wrong with a document; empty for a valid payload, one of an unknown type included.</summary>
    public static IReadOnlyList<ValidationProblem> Validate(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return WebhookJson.Read(utf8).Event is UnknownEvent unknown ? unknown.Problems : None;
        }
        catch (WebhookFormatException e)
        {
            return e.Problems;
        }
    }

    private static IReadOnlyList<ValidationProblem> ValidateUnknown(UnknownEvent unknown)
    {
        var problems = new List<ValidationProblem>(unknown.Problems);
        TextRules.Check(unknown.Json, EventDefinition.EventPath, problems);
        return problems;
    }
}
