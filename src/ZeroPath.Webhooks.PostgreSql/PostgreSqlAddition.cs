namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>What calls that add events come to, given the events that have their idempotency keys already. Each
/// organization has its own (D44).</summary>
internal sealed class PostgreSqlAddition
{
    private readonly List<(List<PublishedEvent> Stored, Exception? Refusal)> _calls = [];
    private readonly HashSet<string> _ids = [];

    private PostgreSqlAddition()
    {
    }

    /// <summary>The events to insert.</summary>
    public List<PublishedEvent> Added { get; } = [];

    public static PostgreSqlAddition Plan(IEnumerable<IReadOnlyList<PublishedEvent>> calls, IEnumerable<PublishedEvent> earlier)
    {
        var plan = new PostgreSqlAddition();
        var byKey = earlier.ToDictionary(stored => (stored.OrganizationId, stored.IdempotencyKey!));
        foreach (var call in calls)
        {
            plan.Add(call, byKey);
        }

        return plan;
    }

    /// <summary>What to answer each call once <see cref="Added"/> is inserted.</summary>
    public IReadOnlyList<Task<IReadOnlyList<PublishedEvent>>> Results(DateTimeOffset now) =>
    [
        .. _calls.Select(call => call.Refusal is { } refusal
            ? Task.FromException<IReadOnlyList<PublishedEvent>>(refusal)
            : Task.FromResult<IReadOnlyList<PublishedEvent>>(
                call.Stored.ConvertAll(stored => _ids.Contains(stored.Id) ? DueAt(stored, now) : stored))),
    ];

    private static PublishedEvent DueAt(PublishedEvent added, DateTimeOffset now) =>
        added with { Deliveries = [.. added.Deliveries.Select(delivery => delivery with { DueAt = now })] };

    private void Add(IReadOnlyList<PublishedEvent> call, Dictionary<(string?, string), PublishedEvent> byKey)
    {
        var stored = new List<PublishedEvent>(call.Count);
        var mine = new Dictionary<(string?, string), PublishedEvent>();
        foreach (var added in call)
        {
            var first = added;
            if (added.IdempotencyKey is { } key
                && !byKey.TryGetValue((added.OrganizationId, key), out first) && !mine.TryGetValue((added.OrganizationId, key), out first))
            {
                first = mine[(added.OrganizationId, key)] = added;
            }

            if (first!.ContentHash != added.ContentHash)
            {
                _calls.Add(([], new IdempotencyConflictException(added.IdempotencyKey!, first.Id)));
                return;
            }

            stored.Add(first);
        }

        foreach (var (key, added) in mine)
        {
            byKey.Add(key, added);
        }

        // Those that are not repeats.
        foreach (var added in call.Where((added, index) => ReferenceEquals(added, stored[index])))
        {
            Added.Add(added);
            _ids.Add(added.Id);
        }

        _calls.Add((stored, null));
    }
}
