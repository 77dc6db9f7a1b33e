namespace ZeroPath.Webhooks;

/// <summary>A subscription in a list of the index, which is in the order of thresholds.</summary>
/// <param name="Types">Its types.</param>
/// <param name="Threshold">Its threshold.</param>
/// <param name="Ranked">The subscription.</param>
internal readonly record struct IndexedSubscription(EventTypeSet Types, SeverityLevel Threshold, RankedSubscription Ranked)
{
    public static Comparer<IndexedSubscription> Order { get; } = Comparer<IndexedSubscription>.Create((one, other) =>
        one.Threshold != other.Threshold ? one.Threshold.CompareTo(other.Threshold) : RankedSubscription.Compare(one.Ranked, other.Ranked));

    public static IndexedSubscription Of(RankedSubscription ranked)
    {
        var (types, threshold) = (ranked.Subscription.EventTypes, ranked.Subscription.Threshold);
        return new(types.IsAll ? EventTypeSet.All : EventTypeSet.Of(types.Types), threshold, ranked);
    }
}
