using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What somebody meant who mistyped an event type.</summary>
internal static class NearestEventType
{
    /// <summary>The documented type that takes the fewest edits, ignoring case.</summary>
    public static WebhookEventType To(string name) =>
        EventCatalog.All.Select(definition => definition.Type).MinBy(type => Edits(name.Trim().ToUpperInvariant(), type.Name))!;

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
