namespace ZeroPath.Webhooks.Routing;

/// <summary>The subscriptions of one organization, or of the host, by event type.</summary>
internal sealed class OrganizationIndex
{
    private readonly RepositoryIndex _allTypes = new();
    private readonly Dictionary<string, RepositoryIndex> _byType = [];

    public void Add(WebhookSubscription subscription, int rank)
    {
        if (subscription.EventTypes.IsAll)
        {
            _allTypes.Add(subscription, rank);
        }

        foreach (var type in subscription.EventTypes.Types)
        {
            if (!_byType.TryGetValue(type.Name, out var index))
            {
                _byType.Add(type.Name, index = new());
            }

            index.Add(subscription, rank);
        }
    }

    public void Collect(in EventFacts facts, ref RankCollector collector)
    {
        _allTypes.Collect(facts, ref collector);
        if (facts.KnownType is { } type && _byType.TryGetValue(type.Name, out var index))
        {
            index.Collect(facts, ref collector);
        }
    }
}
