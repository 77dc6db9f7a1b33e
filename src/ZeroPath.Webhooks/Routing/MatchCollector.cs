using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Takes from the index what has the event's type and a threshold that it passes.</summary>
/// <param name="type">The event's type.</param>
/// <param name="scored">The event; null if its score does not matter.</param>
/// <param name="ranks">Room for what is taken; more is made when there is more.</param>
internal ref struct MatchCollector(EventTypeSet type, KnownEvent? scored, Span<int> ranks)
{
    private VulnerabilityScore? _score;
    private Span<int> _ranks = ranks;
    private int _count;

    /// <summary>Takes from a list, sorted by threshold, only what passes.</summary>
    public void Take(ReadOnlySpan<IndexedSubscription> postings)
    {
        foreach (var (types, threshold, rank) in postings)
        {
            // Even Info needs it: a scan that counts no vulnerability passes no threshold (D18).
            _score ??= scored is null ? VulnerabilityScore.Unknown : VulnerabilityScore.Of(scored);
            if (!_score.Value.Passes(threshold))
            {
                return;
            }

            if (types.Overlaps(type))
            {
                Add(rank);
            }
        }
    }

    /// <summary>
    /// What was taken, rising, each once: a subscription can be found by several repositories of the event, or by id and by name.
    /// </summary>
    public readonly ReadOnlySpan<int> Distinct()
    {
        var taken = _ranks[.._count];
        taken.Sort();
        var count = 0;
        foreach (var rank in taken)
        {
            if (count == 0 || taken[count - 1] != rank)
            {
                taken[count++] = rank;
            }
        }

        return taken[..count];
    }

    private void Add(int rank)
    {
        if (_count == _ranks.Length)
        {
            var more = new int[_count * 2];
            _ranks.CopyTo(more);
            _ranks = more;
        }

        _ranks[_count++] = rank;
    }
}
