namespace ZeroPath.Webhooks.Storage;

internal sealed class StoredHealth
{
    private double? _successRate;
    private TimeSpan? _latency;
    private DateTimeOffset? _failingSince;
    private (DateTimeOffset Since, DateTimeOffset Until, int Failures)? _steady;
    private DateTimeOffset? _lastSuccessAt;
    private DateTimeOffset? _lastFailureAt;
    private int _holds;

    public int FailureStreak { get; private set; }

    public DateTimeOffset? HeldUntil { get; private set; }

    public void Observe(HealthSample seen, DateTimeOffset now, DateTimeOffset due)
    {
        _successRate = _successRate is { } rate ? rate + ((seen.SuccessRate - rate) * seen.Weight) : seen.SuccessRate;
        if (seen.Latency is { } latency)
        {
            _latency = _latency is { } before ? before + ((latency - before) * seen.WeightOfLatency) : latency;
        }

        if (seen.Succeeded > 0)
        {
            (_lastSuccessAt, FailureStreak, _failingSince, _steady) = (now, 0, null, null);
            Hold(null);
        }

        if (seen.Failed > 0)
        {
            _lastFailureAt = now;
        }

        if (seen.FailureStreak > 0)
        {
            FailureStreak += seen.FailureStreak;
            _failingSince ??= due;
            var (since, _, failures) = _steady is { } steady && !(due - steady.Until > seen.LongestGap) ? steady : (due, due, 0);
            _steady = (since, due, failures + seen.FailureStreak);
        }
    }

    public void Hold(DateTimeOffset? until) => (HeldUntil, _holds) = (until, until is null ? 0 : _holds + 1);

    public void Probe(DateTimeOffset until) => HeldUntil = until;

    /// <returns>Null when nothing was sent to it yet.</returns>
    public EndpointHealth? ToHealth(string endpointId, DateTimeOffset due) => _successRate is not { } rate ? null : new()
    {
        EndpointId = endpointId,
        SuccessRate = rate,
        Latency = _latency,
        FailureStreak = FailureStreak,
        FailingFor = due - _failingSince,
        SteadilyFailingFor = due - _steady?.Since,
        SteadyFailures = _steady?.Failures ?? 0,
        LastSuccessAt = _lastSuccessAt,
        LastFailureAt = _lastFailureAt,
        HeldFor = HeldUntil is { } until ? (until > due ? until - due : TimeSpan.Zero) : null,
        Holds = _holds,
    };
}
