namespace ZeroPath.Webhooks.Storage;

/// <summary>Adds up the counts of one interval.</summary>
internal sealed class ResultSum
{
    private readonly Dictionary<DeliveryState, long> _states = [];
    private readonly Dictionary<int, (long Made, long Accepted)> _attempts = [];
    private readonly Dictionary<AttemptOutcome, long> _outcomes = [];
    private readonly Dictionary<int, long> _latencies = [];

    public void Add(ResultCount count)
    {
        _states[count.State] = Of(count.State) + count.Count;
        if (count.Outcome is { } outcome)
        {
            var (made, accepted) = _attempts.GetValueOrDefault(count.AttemptNumber);
            _attempts[count.AttemptNumber] = (made + count.Count, accepted + (outcome == AttemptOutcome.Accepted ? count.Count : 0));
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + count.Count;
        }

        if (count.Latency is { } latency)
        {
            _latencies[latency] = _latencies.GetValueOrDefault(latency) + count.Count;
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
            Succeeded = Of(DeliveryState.Succeeded),
            Failed = Of(DeliveryState.Failed),
            Cancelled = Of(DeliveryState.Cancelled),
            Retried = Of(DeliveryState.Pending),
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

    private long Of(DeliveryState state) => _states.GetValueOrDefault(state);
}
