using System.Text.Json;
using System.Text.Unicode;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// The slow path: walks a document that <see cref="PayloadReader"/> gave up on, and collects everything that is wrong with it.
/// </summary>
internal static class PayloadDiagnostics
{
    /// <exception cref="WebhookJsonException">The document is no payload.</exception>
    public static WebhookPayload Examine(ReadOnlySpan<byte> utf8)
    {
        var root = Parse(utf8);
        var problems = new List<ValidationProblem>();
        JsonTextRules.Check(root, EnvelopeRules.Root, 1, problems);
        ThrowIfAny(problems);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Refused(EnvelopeRules.Root, ProblemCodes.Type, $"A payload is an object, not {SchemaKindRules.Name(root.ValueKind)}.");
        }

        var seconds = 0L;
        Require(root, "time", problems, value => UnixTime.TryRead(value, out seconds) ? null : value.ValueKind switch
        {
            JsonValueKind.Number => (ProblemCodes.Range, "The value must be a number of seconds, at least 0, that fits in 64 bits."),
            JsonValueKind.String => (ProblemCodes.Format, "A string here must be a number of seconds in digits."),
            _ => (ProblemCodes.Type, "The value must be a number of seconds."),
        });
        var host = Require(root, "host", problems, NotA(SchemaKind.String));
        var source = Require(root, "source", problems, NotA(SchemaKind.String));
        var type = Require(root, "sourcetype", problems, NotA(SchemaKind.String));
        var @event = Require(root, "event", problems, NotA(SchemaKind.Object));
        var ofEvent = new List<ValidationProblem>();
        if (@event is { } json && type?.GetString() is { } name && EventCatalog.Find(name) is { } definition)
        {
            definition.Check(json, ofEvent);
            if (ofEvent.Count == 0 && problems.Count == 0)
            {
                // Nothing is known to get here, but a document that the reader gave up on must not look as if it had no problem.
                ofEvent.Add(new(EventDefinition.EventPath, ProblemCodes.Type, $"The event could not be read as {definition.Type}."));
            }
        }

        ThrowIfAny([.. problems, .. problems.Count > 0 ? ofEvent : []]);
        return new()
        {
            Time = seconds,
            Host = host!.Value.GetString()!,
            Source = source!.Value.GetString()!,
            Event = new UnknownEvent(new WebhookEventType(type!.Value.GetString()!), @event!.Value, ofEvent),
            AdditionalMembers = Additional(root),
        };
    }

    public static bool IsUnicode(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = WebhookJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > WebhookJson.MaxBytes)
        {
            throw Refused(
                EnvelopeRules.Root, ProblemCodes.Size, $"The payload has {utf8.Length} bytes; {WebhookJson.MaxBytes} are allowed.");
        }

        if (!Utf8.IsValid(utf8))
        {
            throw Refused(EnvelopeRules.Root, ProblemCodes.Encoding, "The text is not UTF-8.");
        }

        try
        {
            return JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = WebhookJson.MaxDepth });
        }
        catch (JsonException e)
        {
            throw IsTooDeep(utf8)
                ? Refused(EnvelopeRules.Root, ProblemCodes.Depth, $"Objects and arrays are nested deeper than {WebhookJson.MaxDepth}.")
                : Refused(
                    EnvelopeRules.Root,
                    ProblemCodes.Json,
                    $"The text is not JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on.");
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // The depth of a bracket is that of what is around it.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    && reader.CurrentDepth >= WebhookJson.MaxDepth)
                {
                    return true;
                }
            }

            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement? Require(
        JsonElement root, string name, List<ValidationProblem> problems, Func<JsonElement, (string Code, string Description)?> findProblem)
    {
        var path = JsonPath.Member(EnvelopeRules.Root, name);
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            problems.Add(new(path, ProblemCodes.Required, $"'{name}' is required."));
            return null;
        }

        if (findProblem(value) is { } problem)
        {
            problems.Add(new(path, problem.Code, problem.Description));
            return null;
        }

        return value;
    }

    private static Func<JsonElement, (string Code, string Description)?> NotA(SchemaKind kind) =>
        value => kind.Allows(value, out var problem) ? null : problem;

    private static Dictionary<string, JsonElement>? Additional(JsonElement root)
    {
        var additional = root.EnumerateObject()
            .Where(member => !EnvelopeRules.Known.Contains(member.Name))
            .ToDictionary(member => member.Name, member => member.Value);
        return additional.Count > 0 ? additional : null;
    }

    private static void ThrowIfAny(IReadOnlyList<ValidationProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new WebhookJsonException(problems);
        }
    }

    private static WebhookJsonException Refused(string path, string code, string description) => new([new(path, code, description)]);
}
