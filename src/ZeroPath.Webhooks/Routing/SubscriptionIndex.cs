using Lists = ZeroPath.Webhooks.ShardedMap<ZeroPath.Webhooks.SortedItems<ZeroPath.Webhooks.IndexedSubscription>>;

namespace ZeroPath.Webhooks;

/// <summary>The subscriptions of one organization, or of the host, by repository, as an immutable value.</summary>
/// <remarks>
/// Among many organizations an event costs the memory that it touches. So what is compared lies side by side, and types are a bit each
/// rather than lists of their own.
/// </remarks>
internal sealed class SubscriptionIndex
{
    private static readonly SortedItems<IndexedSubscription> None = new(IndexedSubscription.Order);

    private readonly SortedItems<IndexedSubscription> _all;
    private readonly Lists _byId;
    private readonly Lists _byName;

    private SubscriptionIndex(SortedItems<IndexedSubscription> all, Lists byId, Lists byName) =>
        (_all, _byId, _byName) = (all, byId, byName);

    public static SubscriptionIndex Empty { get; } =
        new(None, new Lists(StringComparer.Ordinal), new Lists(StringComparer.OrdinalIgnoreCase));

    public bool IsEmpty => _all.Count == 0 && _byId.Count == 0 && _byName.Count == 0;

    /// <summary>All of it at once.</summary>
    public static SubscriptionIndex Of(IReadOnlyCollection<RankedSubscription> matching)
    {
        var all = matching.Where(ranked => ranked.Subscription.Repositories.IsAll).Select(IndexedSubscription.Of);
        return matching.Where(ranked => !ranked.Subscription.Repositories.IsAll).Aggregate(
            new SubscriptionIndex(new(IndexedSubscription.Order, all), Empty._byId, Empty._byName), (index, ranked) => index.With(ranked));
    }

    public SubscriptionIndex With(RankedSubscription ranked)
    {
        var item = IndexedSubscription.Of(ranked);
        return Change(ranked.Subscription.Repositories, list => list.With(item));
    }

    public SubscriptionIndex Without(RankedSubscription ranked)
    {
        var item = IndexedSubscription.Of(ranked);
        return Change(ranked.Subscription.Repositories, list => list.Without(item));
    }

    public void Collect(in EventFacts facts, ref MatchCollector collector)
    {
        collector.Take(_all);
        foreach (var id in facts.RepositoryIds)
        {
            collector.Take(_byId.Find(id));
        }

        foreach (var name in facts.RepositoryNames)
        {
            collector.Take(_byName.Find(name));
        }
    }

    private SubscriptionIndex Change(
        RepositoryScope repositories, Func<SortedItems<IndexedSubscription>, SortedItems<IndexedSubscription>> change)
    {
        return new(
            repositories.IsAll ? change(_all) : _all,
            repositories.Ids.Aggregate(_byId, ChangeList),
            repositories.Names.Aggregate(_byName, ChangeList));

        Lists ChangeList(Lists lists, string key) =>
            lists.With(key, change(lists.Find(key) ?? None) is { Count: > 0 } changed ? changed : null);
    }
}
