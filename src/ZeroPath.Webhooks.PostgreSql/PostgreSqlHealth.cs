using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>How endpoints are doing, and which of them are held.</summary>
internal sealed class PostgreSqlHealth(PostgreSqlDatabase database) : IEndpointHealthStore
{
    private readonly PostgreSqlHealthSql _sql = new(database.Schema);

    public async ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(
        IReadOnlyList<HealthSample> samples, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var endpoints = samples.Select(seen => seen.EndpointId).ToArray();
        await database.ExecuteAsync(
            _sql.Observe,
            cancellationToken,
            ("endpoints", endpoints),
            ("rates", samples.Select(seen => seen.SuccessRate).ToArray()),
            ("weights", samples.Select(seen => seen.Weight).ToArray()),
            ("latencies", samples.Select(seen => seen.Latency).ToArray()),
            ("latency_weights", samples.Select(seen => seen.WeightOfLatency).ToArray()),
            ("streaks", samples.Select(seen => seen.FailureStreak).ToArray()),
            ("succeeded", samples.Select(seen => seen.Succeeded > 0).ToArray()),
            ("failed", samples.Select(seen => seen.Failed > 0).ToArray()),
            ("gaps", samples.Select(seen => seen.LongestGap).ToArray())).ConfigureAwait(false);
        return await ListHealthAsync(endpoints, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(_sql.Hold, cancellationToken, ("endpoint", endpointId), ("length", length)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(
        IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken) =>
        await database.QueryAsync(_sql.Health, ReadHealth, cancellationToken, ("endpoints", endpointIds?.ToArray())).ConfigureAwait(false);

    private static EndpointHealth ReadHealth(NpgsqlDataReader row)
    {
        var now = row.Time(9);
        return new()
        {
            EndpointId = row.GetString(0),
            SuccessRate = row.Part(1),
            Latency = row.SpanOrNull(2),
            FailureStreak = row.Count(3),
            FailingFor = now - row.TimeOrNull(4),
            LastSuccessAt = row.TimeOrNull(5),
            LastFailureAt = row.TimeOrNull(6),
            HeldFor = row.TimeOrNull(7) is { } until ? (until > now ? until - now : TimeSpan.Zero) : null,
            Holds = row.Count(8),
            SteadilyFailingFor = now - row.TimeOrNull(10),
            SteadyFailures = row.Count(11),
        };
    }
}
