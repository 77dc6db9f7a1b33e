using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>The rules of the text itself: Unicode, and no member twice in one object (D14).</summary>
internal static class TextRules
{
    /// <summary>Adds every duplicated member and every broken string of a JSON value.</summary>
    public static void Check(JsonElement value, string path, List<ValidationProblem> problems)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, path, problems);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, $"{path}[{index++}]", problems);
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

    public static bool Check(string? text, string path, List<ValidationProblem>? problems)
    {
        if (text is not null && IsUnicode(text))
        {
            return true;
        }

        problems?.Add(text is null ? new(path, ProblemCodes.Required, "A name must not be null.") : NotUnicode(path));
        return false;
    }

    public static bool Check(AnyJson value, ShapeKind kind, string path, List<ValidationProblem>? problems)
    {
        // A plain number or string, which is all that hosts mostly write, needs no second look.
        if (char.IsAsciiDigit(value.Text[^1]) || (value.Text[0] == '"' && !value.Text.Contains('\\')))
        {
            return true;
        }

        var found = new List<ValidationProblem>();
        using var json = JsonDocument.Parse(value.Text);
        if (kind.Allows(json.RootElement, out var problem))
        {
            Check(json.RootElement, path, found);
        }
        else
        {
            found.Add(new(path, problem.Code, problem.Description));
        }

        problems?.AddRange(found);
        return found.Count == 0;
    }

    public static bool Check(
        Dictionary<string, JsonElement> additional, IReadOnlyCollection<string> known, string path, List<ValidationProblem>? problems)
    {
        var found = new List<ValidationProblem>();
        foreach (var (name, value) in additional)
        {
            if (!IsUnicode(name))
            {
                found.Add(NotUnicode($"{path}.(name)"));
            }

            if (known.Contains(name))
            {
                found.Add(new($"{path}.{name}", ProblemCodes.Duplicate, $"'{name}' has a property of its own; it must not be an additional member."));
            }

            Check(value, $"{path}.{name}", found);
        }

        problems?.AddRange(found);
        return found.Count == 0;
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

    private static void CheckObject(JsonElement value, string path, List<ValidationProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException)
            {
                problems.Add(NotUnicode($"{path}.(name)"));
                continue;
            }

            if (!names.Add(name))
            {
                problems.Add(new($"{path}.{name}", ProblemCodes.Duplicate, $"'{name}' is there more than once."));
            }

            Check(member.Value, $"{path}.{name}", problems);
        }
    }

    private static bool IsUnicode(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ValidationProblem NotUnicode(string path) =>
        new(path, ProblemCodes.Encoding, "The text is not Unicode: it has half of a surrogate pair.");
}
