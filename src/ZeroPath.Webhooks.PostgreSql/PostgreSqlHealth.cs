using Npgsql;
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
        return new()
        {
            EndpointId = row.GetString(0),
            SuccessRate = row.GetDouble(1),
            Latency = Span(2),
            FailureStreak = row.GetInt32(3),
            FailingFor = Span(4),
            LastSuccessAt = row.IsDBNull(5) ? null : row.Time(5),
            LastFailureAt = row.IsDBNull(6) ? null : row.Time(6),
            HeldFor = Span(7),
            Holds = row.GetInt32(8),
            SteadilyFailingFor = Span(9),
            SteadyFailures = row.GetInt32(10),
        };

        TimeSpan? Span(int column) => row.IsDBNull(column) ? null : row.GetTimeSpan(column);
    }
}
