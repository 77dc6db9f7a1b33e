using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Routing;

/// <summary>Takes from the index what passes the threshold.</summary>
/// <param name="scored">The event; null if its score does not matter.</param>
internal ref struct RankCollector(KnownEvent? scored)
{
    private VulnerabilityScore? _score;

    public readonly List<int> Ranks { get; } = [];

    /// <summary>Takes from a list, sorted by threshold, only what passes.</summary>
    public void Take(List<RankedThreshold>? entries)
    {
        if (entries is null)
        {
            return;
        }

        foreach (var (threshold, rank) in entries)
        {
            // Even Info needs it: a scan that counts no vulnerability passes no threshold (D18).
            _score ??= scored is null ? VulnerabilityScore.Unknown : VulnerabilityScore.Of(scored);
            if (!_score.Value.Passes(threshold))
            {
                return;
            }

            Ranks.Add(rank);
        }
    }
}
