using Npgsql;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var plan = new LeasePlan(await LanesAsync(connection, cancellationToken).ConfigureAwait(false), request);
        var leased = new List<LeasedDelivery>();
        var unreadable = new List<long>();
        while (plan.NextRound() is { Count: > 0 } shares)
        {
            // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
            leased.AddRange((await connection.QueryAsync(
                Sql.LeaseDue,
                row => Read(row, plan, unreadable),
                CancellationToken.None,
                ("endpoints", shares.Select(share => share.Lane.EndpointId).ToArray()),
                ("retries", shares.Select(share => share.Lane.IsRetry ? 1 : 0).ToArray()),
                ("counts", shares.Select(share => share.Count).ToArray()),
                ("probes", shares.Select(share => share.Lane.HeldFor is not null).ToArray()),
                ("length", request.Length)).ConfigureAwait(false)).OfType<LeasedDelivery>());
        }

        if (unreadable.Count > 0)
        {
            await connection.ExecuteAsync(
                Sql.SetAside, CancellationToken.None, ("reason", DeliveryReasons.Unreadable), ("seqs", unreadable.ToArray())).ConfigureAwait(false);
        }

        return leased;
    }

    /// <inheritdoc/>
    public async ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return LeasePlan.NextDue(await LanesAsync(connection, cancellationToken).ConfigureAwait(false), request);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(
        IReadOnlyList<HealthSample> observations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var endpoints = observations.Select(seen => seen.EndpointId).ToArray();
        await _database.ExecuteAsync(
            Sql.Observe,
            cancellationToken,
            ("endpoints", endpoints),
            ("rates", observations.Select(seen => seen.SuccessRate).ToArray()),
            ("weights", observations.Select(seen => seen.Weight).ToArray()),
            ("latencies", observations.Select(seen => seen.Latency).ToArray()),
            ("latency_weights", observations.Select(seen => seen.WeightOfLatency).ToArray()),
            ("streaks", observations.Select(seen => seen.FailureStreak).ToArray()),
            ("succeeded", observations.Select(seen => seen.Succeeded > 0).ToArray()),
            ("failed", observations.Select(seen => seen.Failed > 0).ToArray())).ConfigureAwait(false);
        return await ListHealthAsync(endpoints, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken) =>
        await _database.ExecuteAsync(Sql.Hold, cancellationToken, ("endpoint", endpointId), ("length", length)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(
        IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken) =>
        await _database.QueryAsync(Sql.Health, ReadHealth, cancellationToken, ("endpoints", endpointIds?.ToArray())).ConfigureAwait(false);

    private static LeasedDelivery? Read(NpgsqlDataReader row, LeasePlan plan, List<long> unreadable)
    {
        var (endpointId, attempts) = (row.GetString(3), row.GetInt32(4));
        var lane = plan.Took(endpointId, isRetry: attempts > 0);
        if (row.IsDBNull(1) || row.IsDBNull(5) || row.IsDBNull(7))
        {
            // Changed by hand. The others shall not wait for it.
            unreadable.Add(row.GetInt64(0));
            return null;
        }

        return new()
        {
            DeliveryId = row.GetString(1),
            FencingToken = row.GetInt64(2),
            EndpointId = endpointId,
            AttemptCount = attempts,
            EventId = row.GetString(5),
            EventType = new WebhookEventType(row.GetString(6)),
            FailureStreak = lane.FailureStreak,
            IsProbe = lane.HeldFor is not null,
            DueFor = row.GetTimeSpan(8),
            TraceParent = row.Text(9),
            Body = row.GetFieldValue<byte[]>(7),
        };
    }

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
        };

        TimeSpan? Span(int column) => row.IsDBNull(column) ? null : row.GetTimeSpan(column);
    }

    private async Task<List<QueueHead>> LanesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var endpoints = await connection.QueryAsync(
            Sql.Lanes,
            row => (Id: row.GetString(0), HeldFor: Span(row, 1), Streak: row.GetInt32(2), First: Span(row, 3), Retry: Span(row, 4)),
            cancellationToken).ConfigureAwait(false);
        var lanes = new List<QueueHead>(2 * endpoints.Count);
        foreach (var (id, heldFor, streak, first, retry) in endpoints)
        {
            if (first is { } firstDue)
            {
                lanes.Add(new(id, false, firstDue, heldFor, streak));
            }

            if (retry is { } retryDue)
            {
                lanes.Add(new(id, true, retryDue, heldFor, streak));
            }
        }

        return lanes;

        static TimeSpan? Span(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetTimeSpan(column);
    }
}
