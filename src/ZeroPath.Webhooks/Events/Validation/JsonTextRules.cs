using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>The rules of the text itself: Unicode, no member twice in one object, not nested too deep.</summary>
internal static class JsonTextRules
{
    /// <summary>Adds every duplicated member and every broken string of a JSON value, which lies at a depth in a payload.</summary>
    public static void Check(JsonElement value, string path, int depth, List<ValidationProblem> problems)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth > WebhookJson.MaxDepth:
                problems.Add(new(path, ProblemCodes.Depth, $"Objects and arrays are nested deeper than {WebhookJson.MaxDepth}."));
                break;
            case JsonValueKind.Object:
                CheckObject(value, path, depth, problems);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, JsonPath.Item(path, index++), depth + 1, problems);
                }

                break;
            case JsonValueKind.String when !IsUnicode(value):
                problems.Add(NotUnicode(path));
                break;
            case JsonValueKind.Undefined:
                problems.Add(new(path, ProblemCodes.Required, "The value is a JsonElement without a value."));
                break;
        }
    }

    public static bool Check(string? text, string path, ref ProblemSink found)
    {
        if (text is null)
        {
            return found.Add(path, ProblemCodes.Required, "A name must not be null.");
        }

        found.Length += text.Length + 1;
        if (IsUnicode(text))
        {
            return true;
        }

        found.Problems?.Add(NotUnicode(path));
        return false;
    }

    public static bool Check(JsonLiteral value, SchemaKind kind, string path, int depth, ref ProblemSink found)
    {
        // A plain number or string, which is all that hosts mostly write, needs no second look.
        found.Length += value.Text.Length;
        if (char.IsAsciiDigit(value.Text[^1]) || (value.Text[0] == '"' && !value.Text.Contains('\\')))
        {
            return true;
        }

        var problems = new List<ValidationProblem>();
        using var json = JsonDocument.Parse(value.Text);
        if (kind.Allows(json.RootElement, out var problem))
        {
            Check(json.RootElement, path, depth, problems);
        }
        else
        {
            problems.Add(new(path, problem.Code, problem.Description));
        }

        found.Problems?.AddRange(problems);
        return problems.Count == 0;
    }

    /// <summary>Checks the additional members of an object that lies at a depth in a payload.</summary>
    public static bool Check(
        Dictionary<string, JsonElement> additional, Func<string, JsonElement, bool> isTaken, string path, int depth, ref ProblemSink found)
    {
        var problems = new List<ValidationProblem>();
        foreach (var (name, value) in additional)
        {
            var memberPath = JsonPath.Member(path, name);
            if (!IsUnicode(name))
            {
                problems.Add(NotUnicode(memberPath));
            }

            if (isTaken(name, value))
            {
                problems.Add(
                    new(memberPath, ProblemCodes.Duplicate, "The member has a property of its own; it must not be an additional member."));
            }

            found.Length += name.Length + CheckForeign(value, memberPath, depth + 1, problems);
        }

        found.Problems?.AddRange(problems);
        return problems.Count == 0;
    }

    /// <summary>Checks an element that somebody else made, whose document may be gone.</summary>
    /// <returns>How long it is.</returns>
    public static int CheckForeign(JsonElement value, string path, int depth, List<ValidationProblem> problems)
    {
        try
        {
            Check(value, path, depth, problems);
            return value.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(value).Length;
        }
        catch (ObjectDisposedException)
        {
            problems.Add(new(path, ProblemCodes.Required, "The value is a JsonElement of a JsonDocument that was disposed."));
            return 0;
        }
    }

    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0;)
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    private static void CheckObject(JsonElement value, string path, int depth, List<ValidationProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var isUnicode = TryGetName(member, out var name);
            var memberPath = JsonPath.Member(path, name);
            if (!isUnicode)
            {
                problems.Add(NotUnicode(memberPath));
            }
            else if (!names.Add(name))
            {
                problems.Add(new(memberPath, ProblemCodes.Duplicate, "The member is there more than once."));
            }

            Check(member.Value, memberPath, depth + 1, problems);
        }
    }

    private static bool TryGetName(JsonProperty member, out string name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            // As it was written: with the escapes.
            name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
            return false;
        }
    }

    private static bool IsUnicode(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            return false;
        }
    }

    private static ValidationProblem NotUnicode(string path) =>
        new(path, ProblemCodes.Encoding, "The text is not Unicode: it has half of a surrogate pair.");
}
