using System.Text.Json;
using System.Text.Unicode;

namespace ZeroPath.Webhooks.Events;

/// <summary>The slow path: walks a document that <see cref="PayloadReader"/> gave up on, and collects everything that is wrong with it.</summary>
internal static class PayloadExaminer
{
    private const string Root = "$";

    /// <exception cref="WebhookFormatException">The document is no payload.</exception>
    public static WebhookPayload Examine(ReadOnlySpan<byte> utf8)
    {
        var root = Parse(utf8);
        var problems = new List<ValidationProblem>();
        TextRules.Check(root, Root, problems);
        ThrowIfAny(problems);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Refused(Root, ProblemCodes.Type, $"A payload is an object, not {ShapeKindRules.Name(root.ValueKind)}.");
        }

        var time = Require(root, "time", problems, value => UnixTime.TryRead(value) ? null : value.ValueKind switch
        {
            JsonValueKind.Number => (ProblemCodes.Range, "The value must be a number of seconds, at least 0, that fits in 64 bits."),
            JsonValueKind.String => (ProblemCodes.Format, "A string here must be a number of seconds in digits."),
            _ => (ProblemCodes.Type, "The value must be a number of seconds."),
        });
        var host = Require(root, "host", problems, NotA(ShapeKind.String));
        var source = Require(root, "source", problems, NotA(ShapeKind.String));
        var type = Require(root, "sourcetype", problems, NotA(ShapeKind.String));
        var @event = Require(root, "event", problems, NotA(ShapeKind.Object));
        var ofEvent = new List<ValidationProblem>();
        if (@event is { } json && type?.GetString() is { } name && EventCatalog.Find(name) is { } definition)
        {
            definition.Check(json, ofEvent);
            if (ofEvent.Count == 0)
            {
                ofEvent.Add(new(EventDefinition.EventPath, ProblemCodes.Type, $"The event could not be read as {definition.Type}."));
            }
        }

        ThrowIfAny([.. problems, .. problems.Count > 0 ? ofEvent : []]);
        return new()
        {
            Time = ReadTime(time!.Value),
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
            throw Refused(Root, ProblemCodes.Size, $"The payload has {utf8.Length} bytes; {WebhookJson.MaxBytes} are allowed.");
        }

        if (!Utf8.IsValid(utf8))
        {
            throw Refused(Root, ProblemCodes.Encoding, "The text is not UTF-8.");
        }

        try
        {
            return JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = WebhookJson.MaxDepth });
        }
        catch (JsonException e)
        {
            throw IsTooDeep(utf8)
                ? Refused(Root, ProblemCodes.Depth, $"Objects and arrays are nested deeper than {WebhookJson.MaxDepth}.")
                : Refused(Root, ProblemCodes.Json, $"The text is not JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on.");
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read() && reader.CurrentDepth <= WebhookJson.MaxDepth)
            {
            }

            return reader.CurrentDepth > WebhookJson.MaxDepth;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement? Require(
        JsonElement root, string name, List<ValidationProblem> problems, Func<JsonElement, (string Code, string Description)?> findProblem)
    {
        var path = $"{Root}.{name}";
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

    private static Func<JsonElement, (string Code, string Description)?> NotA(ShapeKind kind) =>
        value => kind.Allows(value, out var problem) ? null : problem;

    private static long ReadTime(JsonElement value)
    {
        var reader = new Utf8JsonReader(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
        reader.Read();
        UnixTime.TryRead(ref reader, out var seconds);
        return seconds;
    }

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
            throw new WebhookFormatException(problems);
        }
    }

    private static WebhookFormatException Refused(string path, string code, string description) => new([new(path, code, description)]);
}
