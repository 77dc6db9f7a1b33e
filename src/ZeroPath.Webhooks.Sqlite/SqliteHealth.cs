using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The health of endpoints.</summary>
internal sealed class SqliteHealth(SqliteDatabase database) : IEndpointHealthStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(
        IReadOnlyList<HealthSample> samples, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return await database.WriteAsync(session => Observe(session, samples), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session =>
                session.Execute(
                    SqliteHealthSql.Hold, ("$endpoint", endpointId), ("$until", database.Due + (long?)length?.TotalMilliseconds)),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(
        IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Health(session, endpointIds), cancellationToken).ConfigureAwait(false);

    private List<EndpointHealth> Observe(SqliteSession session, IReadOnlyList<HealthSample> samples)
    {
        var now = database.Due;
        foreach (var seen in samples)
        {
            session.Execute(
                SqliteHealthSql.Observe,
                ("$endpoint", seen.EndpointId),
                ("$rate", seen.SuccessRate),
                ("$latency", (long?)seen.Latency?.TotalMicroseconds),
                ("$streak", seen.FailureStreak),
                ("$now", database.Now),
                ("$due", now),
                ("$gap", (long?)seen.LongestGap?.TotalMilliseconds),
                ("$succeeded", seen.Succeeded > 0 ? 1 : 0),
                ("$failed", seen.Failed > 0 ? 1 : 0),
                ("$weight", seen.Weight),
                ("$latencyWeight", seen.WeightOfLatency));
        }

        return Health(session, [.. samples.Select(seen => seen.EndpointId)]);
    }

    private List<EndpointHealth> Health(SqliteSession session, IReadOnlyCollection<string>? endpointIds)
    {
        var now = database.Due;
        return session.Query(
            SqliteHealthSql.Health,
            row => new EndpointHealth
            {
                EndpointId = row.GetString(0),
                SuccessRate = row.Part(1),
                Latency = row.LongOrNull(2) is { } latency ? SqliteRows.Span(latency, TimeSpan.TicksPerMicrosecond) : null,
                FailureStreak = row.Count(3),
                FailingFor = row.LongOrNull(4) is { } since ? SqliteRows.Between(since, now) : null,
                LastSuccessAt = row.LongOrNull(5) is { } success ? SqliteRows.Time(success) : null,
                LastFailureAt = row.LongOrNull(6) is { } failure ? SqliteRows.Time(failure) : null,
                HeldFor = row.LongOrNull(7) is { } until ? SqliteRows.Between(now, Math.Max(now, until)) : null,
                Holds = row.Count(8),
                SteadilyFailingFor = row.LongOrNull(9) is { } steady ? SqliteRows.Between(steady, now) : null,
                SteadyFailures = row.Count(10),
            },
            ("$endpoints", endpointIds is null ? null : SqliteRows.Join(endpointIds)));
    }
}
