namespace ZeroPath.Webhooks;

/// <summary>A subscription in a list of the index.</summary>
/// <param name="Types">Its types.</param>
/// <param name="Threshold">Its threshold.</param>
/// <param name="Rank">Its place in the order of results.</param>
internal readonly record struct IndexedSubscription(EventTypeSet Types, SeverityLevel Threshold, int Rank)
{
    public static IndexedSubscription Of(WebhookSubscription subscription, int rank) => new(
        subscription.EventTypes.IsAll ? EventTypeSet.All : EventTypeSet.Of(subscription.EventTypes.Types), subscription.Threshold, rank);
}
