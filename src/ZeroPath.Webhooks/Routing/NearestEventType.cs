using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What somebody meant who mistyped an event type.</summary>
internal static class NearestEventType
{
    // More of them than one in so many letters make another word.
    private const int LettersToAnEdit = 4;

    /// <summary>The sentence that says what to write instead: the type that was meant, or all of them where none is near.</summary>
    public static string Hint(string name) => Question(name)
        ?? $"The documented types are {string.Join(", ", EventCatalog.All.Select(definition => definition.Type))}.";

    /// <summary>What else helps, behind the type that was meant where one is near.</summary>
    public static string Hint(string name, string more) => Question(name) is { } question ? $"{question} {more}" : more;

    private static string? Question(string name) => To(name) is { } meant ? $"Did you mean {meant}?" : null;

    /// <summary>The documented type that takes the fewest edits, ignoring case; null when none is near.</summary>
    private static WebhookEventType? To(string name)
    {
        var written = name.Trim().ToUpperInvariant();
        return EventCatalog.All.Select(definition => definition.Type)
            .Where(type => Math.Abs(type.Name.Length - written.Length) <= type.Name.Length / LettersToAnEdit)
            .Select(type => (Type: type, Edits: Edits(written, type.Name)))
            .Where(near => near.Edits <= near.Type.Name.Length / LettersToAnEdit)
            .OrderBy(near => near.Edits)
            .Select(near => near.Type)
            .FirstOrDefault();
    }

    // The Levenshtein distance, one row of its table at a time.
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
