namespace ZeroPath.Webhooks.Storage;

/// <summary>The health of endpoints.</summary>
internal sealed class InMemoryHealth(InMemoryState state) : IEndpointHealthStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(
        IReadOnlyList<HealthSample> samples, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(samples);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            var health = new List<EndpointHealth>(samples.Count);
            foreach (var seen in samples)
            {
                var stored = state.ChangeHealth(seen.EndpointId, health => health.Observe(seen, state.Now, now));
                health.Add(stored.ToHealth(seen.EndpointId, now)!);
            }

            return new(health);
        }
    }

    /// <inheritdoc/>
    public ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            state.ChangeHealth(endpointId, health => health.Hold(now + length));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(
        IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            return new(state.Health
                .Where(item => endpointIds?.Contains(item.Key) != false)
                .Select(item => item.Value.ToHealth(item.Key, now))
                .OfType<EndpointHealth>()
                .OrderBy(health => health.EndpointId, StringComparer.Ordinal)
                .ToList());
        }
    }
}
