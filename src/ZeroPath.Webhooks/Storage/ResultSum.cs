using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks.Storage;

/// <summary>Adds up the counts of one interval.</summary>
internal sealed class ResultSum
{
    private readonly Dictionary<DeliveryState, long> _states = [];
    private readonly Dictionary<int, (long Made, long Accepted)> _attempts = [];
    private readonly Dictionary<AttemptOutcome, long> _outcomes = [];
    private readonly Dictionary<int, long> _latencies = [];
    private long _redelivered;

    public void Add(ResultCount count)
    {
        if (count is { State: DeliveryState.Pending, Outcome: null })
        {
            _redelivered += count.Count;
            return;
        }

        Of(_states, count.State) += count.Count;
        if (count.Outcome is { } outcome)
        {
            ref var attempts = ref Of(_attempts, count.AttemptNumber);
            attempts = (attempts.Made + count.Count, attempts.Accepted + (outcome == AttemptOutcome.Accepted ? count.Count : 0));
            Of(_outcomes, outcome) += count.Count;
        }

        if (count.Latency is { } latency)
        {
            Of(_latencies, latency) += count.Count;
        }
    }

    public DeliveryStatistics ToStatistics(DateTimeOffset from, string? endpointId)
    {
        var latencies = _latencies.OrderBy(latency => latency.Key).ToArray();
        var measured = latencies.Sum(latency => latency.Value);
        return new()
        {
            EndpointId = endpointId,
            From = from,
            Succeeded = StateOf(DeliveryState.Succeeded),
            Failed = StateOf(DeliveryState.Failed),
            Cancelled = StateOf(DeliveryState.Cancelled),
            Retried = StateOf(DeliveryState.Pending),
            Redelivered = _redelivered,
            Attempts = [.. _attempts.OrderBy(attempt => attempt.Key)
                .Select(attempt => new AttemptFigures(attempt.Key, attempt.Value.Made, attempt.Value.Accepted))],
            Outcomes = _outcomes,
            LatencyP50 = Percentile(0.50),
            LatencyP95 = Percentile(0.95),
            LatencyP99 = Percentile(0.99),
        };

        // Nearest rank.
        TimeSpan? Percentile(double fraction)
        {
            var left = (long)Math.Ceiling(fraction * measured);
            foreach (var (latency, count) in latencies)
            {
                left -= count;
                if (left <= 0)
                {
                    return ResultCount.LatencyOf(latency);
                }
            }

            return null;
        }
    }

    private long StateOf(DeliveryState state) => _states.GetValueOrDefault(state);

    private static ref TSum Of<TKey, TSum>(Dictionary<TKey, TSum> sums, TKey key)
        where TKey : notnull
        where TSum : struct => ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
}
