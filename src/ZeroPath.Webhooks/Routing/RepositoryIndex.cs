using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks.Routing;

/// <summary>Subscriptions by repository. Each list is sorted by threshold if they are added in that order.</summary>
internal sealed class RepositoryIndex
{
    private readonly List<RankedThreshold> _all = [];
    private readonly Dictionary<string, List<RankedThreshold>> _byId = [];
    private readonly Dictionary<string, List<RankedThreshold>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public void Add(WebhookSubscription subscription, int rank)
    {
        var entry = new RankedThreshold(subscription.Threshold, rank);
        if (subscription.Repositories.IsAll)
        {
            _all.Add(entry);
        }

        Add(_byId, subscription.Repositories.Ids, entry);
        Add(_byName, subscription.Repositories.Names, entry);
    }

    public void Collect(in EventFacts facts, ref RankCollector collector)
    {
        collector.Take(_all);
        foreach (var id in facts.RepositoryIds)
        {
            collector.Take(_byId.GetValueOrDefault(id));
        }

        foreach (var name in facts.RepositoryNames)
        {
            collector.Take(_byName.GetValueOrDefault(name));
        }
    }

    private static void Add(Dictionary<string, List<RankedThreshold>> lists, IReadOnlyList<string> keys, RankedThreshold entry)
    {
        foreach (var key in keys)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _) ??= []).Add(entry);
        }
    }
}
