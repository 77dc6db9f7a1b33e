using PostingRange = (int Start, int Count);

namespace ZeroPath.Webhooks;

/// <summary>The subscriptions of one organization, or of the host, by repository.</summary>
/// <remarks>
/// Among many organizations an event costs the memory that it touches. So all lists stand in one array, what is compared side by side, and
/// types are a bit each rather than lists of their own.
/// </remarks>
internal sealed class SubscriptionIndex
{
    private readonly IndexedSubscription[] _postings;
    private readonly PostingRange _all;
    private readonly Dictionary<string, PostingRange> _byId;
    private readonly Dictionary<string, PostingRange> _byName;

    /// <summary>Indexes subscriptions.</summary>
    /// <param name="subscriptions">The subscriptions with their places in the order of results.</param>
    public SubscriptionIndex(IEnumerable<(int Rank, WebhookSubscription Subscription)> subscriptions)
    {
        // Sorted by threshold, and so is each list.
        var ranked = subscriptions.OrderBy(item => item.Subscription.Threshold)
            .Select(item => (item.Subscription.Repositories, IndexedSubscription: IndexedSubscription.Of(item.Subscription, item.Rank)))
            .ToList();
        List<IndexedSubscription> postings = [];
        _all = Append(ranked.Where(item => item.Repositories.IsAll).Select(item => item.IndexedSubscription));
        _byId = Lists(repositories => repositories.Ids, StringComparer.Ordinal);
        _byName = Lists(repositories => repositories.Names, StringComparer.OrdinalIgnoreCase);
        _postings = [.. postings];

        Dictionary<string, PostingRange> Lists(Func<RepositoryScope, IEnumerable<string>> keys, StringComparer comparer) => ranked
            .SelectMany(item => keys(item.Repositories), (item, key) => (key, item.IndexedSubscription))
            .GroupBy(item => item.key, item => item.IndexedSubscription, comparer)
            .ToDictionary(list => list.Key, Append, comparer);

        PostingRange Append(IEnumerable<IndexedSubscription> list)
        {
            var start = postings.Count;
            postings.AddRange(list);
            return (start, postings.Count - start);
        }
    }

    public void Collect(in EventFacts facts, ref MatchCollector collector)
    {
        Take(_all, ref collector);
        foreach (var id in facts.RepositoryIds)
        {
            Take(_byId.GetValueOrDefault(id), ref collector);
        }

        foreach (var name in facts.RepositoryNames)
        {
            Take(_byName.GetValueOrDefault(name), ref collector);
        }
    }

    private void Take(PostingRange range, ref MatchCollector collector) => collector.Take(_postings.AsSpan(range.Start, range.Count));
}
