using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>Takes from the index what has the event's type and a threshold that it passes.</summary>
/// <param name="type">The event's type.</param>
/// <param name="scored">The event; null if its score does not matter.</param>
/// <param name="room">Room for what is taken; more is made when there is more.</param>
internal ref struct MatchCollector(EventTypeSet type, KnownEvent? scored, Span<RankedSubscription> room)
{
    private VulnerabilityScore? _score;
    private Span<RankedSubscription> _taken = room;
    private int _count;

    /// <summary>Takes from a list, sorted by threshold, only what passes.</summary>
    public void Take(SortedItems<IndexedSubscription>? list)
    {
        if (list is null)
        {
            return;
        }

        foreach (var piece in list.Pieces)
        {
            foreach (var (types, threshold, ranked) in piece)
            {
                // Even Info needs it: a scan that counts no vulnerability passes no threshold (D18).
                _score ??= scored is null ? VulnerabilityScore.Unknown : VulnerabilityScore.Of(scored);
                if (!_score.Value.Passes(threshold))
                {
                    return;
                }

                if (types.Overlaps(type))
                {
                    Add(ranked);
                }
            }
        }
    }

    /// <summary>
    /// What was taken, in order, each once: a subscription can be found by several repositories of the event, or by id and by name.
    /// </summary>
    public readonly ReadOnlySpan<RankedSubscription> Distinct()
    {
        var taken = _taken[.._count];
        if (!IsSorted(taken))
        {
            taken.Sort(RankedSubscription.Compare);
        }

        var count = 0;
        foreach (var ranked in taken)
        {
            if (count == 0 || !ReferenceEquals(taken[count - 1], ranked))
            {
                taken[count++] = ranked;
            }
        }

        return taken[..count];
    }

    // What comes from one list, with one threshold, as with an event that goes to all.
    private static bool IsSorted(ReadOnlySpan<RankedSubscription> taken)
    {
        for (var i = 1; i < taken.Length; i++)
        {
            if (RankedSubscription.Compare(taken[i - 1], taken[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Add(RankedSubscription ranked)
    {
        if (_count == _taken.Length)
        {
            var more = new RankedSubscription[_count * 2];
            _taken.CopyTo(more);
            _taken = more;
        }

        _taken[_count++] = ranked;
    }
}
