using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

public sealed partial class SqliteDeliveryStore
{
    /// <summary>Events on damaged pages. The writer's.</summary>
    private readonly HashSet<long> _damaged = [];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _writer.RunAsync(session => LeaseDue(session, request), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        ReadAsync(session => LeasePlan.NextDue(Lanes(session, Now), request), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(
        IReadOnlyList<HealthSample> observations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return await _writer.RunAsync(session => Observe(session, observations), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken) =>
        await _writer.RunAsync(
            session => session.Execute(SqliteSql.Hold, ("$endpoint", endpointId), ("$until", Now + (long?)length?.TotalMilliseconds)),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(
        IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken) =>
        await ReadAsync(session => Health(session, endpointIds), cancellationToken).ConfigureAwait(false);

    private static List<QueueHead> Lanes(SqliteSession session, long now)
    {
        var lanes = new List<QueueHead>();
        var endpoints = session.Query(
            SqliteSql.Lanes,
            row => (Id: row.GetString(0), HeldUntil: row.LongOrNull(1), Streak: row.Int(2), First: row.LongOrNull(3), Retry: row.LongOrNull(4)));
        foreach (var (id, heldUntil, streak, first, retry) in endpoints)
        {
            Add(id, false, first, heldUntil, streak);
            Add(id, true, retry, heldUntil, streak);
        }

        return lanes;

        void Add(string id, bool isRetry, long? due, long? heldUntil, int streak)
        {
            if (due is { } dueAt)
            {
                lanes.Add(new(id, isRetry, After(dueAt), heldUntil is { } until ? After(until) : null, streak));
            }
        }

        TimeSpan After(long at) => SqliteRows.Span(at - now, TimeSpan.TicksPerMillisecond);
    }

    private List<LeasedDelivery> LeaseDue(SqliteSession session, LeaseRequest request)
    {
        var now = Now;
        var until = now + (long)request.Length.TotalMilliseconds;
        var leased = new List<(long Seq, string Id, long Event, int Attempts, long Token, TimeSpan DueFor, QueueHead Lane)>();
        var plan = new LeasePlan(Lanes(session, now), request);
        while (plan.NextRound() is { Count: > 0 } shares)
        {
            foreach (var (lane, count) in shares)
            {
                var due = session.QueryFirst(
                    count,
                    SqliteSql.DueOfLane,
                    row => (Seq: row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Int(3), row.GetInt64(4) + 1,
                        SqliteRows.Span(now - row.GetInt64(5), TimeSpan.TicksPerMillisecond), plan.Took(lane.EndpointId, lane.IsRetry)),
                    ("$endpoint", lane.EndpointId),
                    ("$retry", lane.IsRetry ? 1 : 0),
                    ("$now", now));
                due.ForEach(row => session.Execute(SqliteSql.Lease, ("$until", until), ("$seq", row.Seq)));
                leased.AddRange(due);
                if (lane.HeldFor is not null)
                {
                    session.Execute(SqliteSql.Probe, ("$until", until), ("$endpoint", lane.EndpointId));
                }
            }
        }

        var bodies = ReadBodies(session, leased.ConvertAll(row => row.Event));
        var deliveries = new List<LeasedDelivery>(leased.Count);
        foreach (var row in leased.OrderBy(row => row.Seq))
        {
            if (bodies.TryGetValue(row.Event, out var found) && found is var (eventId, type, body, trace))
            {
                deliveries.Add(new()
                {
                    DeliveryId = row.Id,
                    FencingToken = row.Token,
                    EventId = eventId,
                    EventType = type,
                    EndpointId = row.Lane.EndpointId,
                    AttemptCount = row.Attempts,
                    FailureStreak = row.Lane.FailureStreak,
                    IsProbe = row.Lane.HeldFor is not null,
                    DueFor = row.DueFor,
                    TraceParent = trace,
                    Body = body,
                });
            }
            else
            {
                // Changed by hand, or damaged. The others shall not wait for it.
                session.Execute(SqliteSql.SetAside, ("$reason", DeliveryReasons.Unreadable), ("$now", now), ("$seq", row.Seq));
                session.Execute(SqliteSql.AddNotice, ("$reason", DeliveryReasons.Unreadable), ("$now", now), ("$id", row.Id));
            }
        }

        return deliveries;
    }

    private Dictionary<long, (string EventId, WebhookEventType Type, byte[] Body, string? TraceParent)> ReadBodies(SqliteSession session, List<long> events)
    {
        try
        {
            var readable = events.Distinct().Where(seq => !_damaged.Contains(seq));
            return session
                .Query(
                    SqliteSql.ReadBodies,
                    row => (
                        Seq: row.GetInt64(0),
                        Event: (row.GetString(1), new WebhookEventType(row.GetString(2)), row.GetFieldValue<byte[]>(3), row.Text(4))),
                    ("$seqs", $"[{string.Join(',', readable)}]"))
                .ToDictionary(row => row.Seq, row => row.Event);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Corrupt)
        {
            // After this SQLite lets the transaction write nothing more. The next one passes over what is damaged.
            foreach (var seq in events)
            {
                SqliteRows.Body(session, seq, out var isDamaged);
                _ = isDamaged && _damaged.Add(seq);
            }

            throw;
        }
    }

    private List<EndpointHealth> Observe(SqliteSession session, IReadOnlyList<HealthSample> observations)
    {
        var now = Now;
        foreach (var seen in observations)
        {
            session.Execute(
                SqliteSql.Observe,
                ("$endpoint", seen.EndpointId),
                ("$rate", seen.SuccessRate),
                ("$latency", (long?)seen.Latency?.TotalMicroseconds),
                ("$streak", seen.FailureStreak),
                ("$now", now),
                ("$succeeded", seen.Succeeded > 0 ? 1 : 0),
                ("$failed", seen.Failed > 0 ? 1 : 0),
                ("$weight", seen.Weight),
                ("$latencyWeight", seen.WeightOfLatency));
        }

        return Health(session, [.. observations.Select(seen => seen.EndpointId)]);
    }

    private List<EndpointHealth> Health(SqliteSession session, IReadOnlyCollection<string>? endpointIds)
    {
        var now = Now;
        return session.Query(
            SqliteSql.Health,
            row => new EndpointHealth
            {
                EndpointId = row.GetString(0),
                SuccessRate = row.GetDouble(1),
                Latency = row.LongOrNull(2) is { } latency ? SqliteRows.Span(latency, TimeSpan.TicksPerMicrosecond) : null,
                FailureStreak = row.Int(3),
                FailingFor = row.LongOrNull(4) is { } since ? SqliteRows.Span(now - since, TimeSpan.TicksPerMillisecond) : null,
                LastSuccessAt = row.LongOrNull(5) is { } success ? SqliteRows.Time(success) : null,
                LastFailureAt = row.LongOrNull(6) is { } failure ? SqliteRows.Time(failure) : null,
                HeldFor = row.LongOrNull(7) is { } until ? SqliteRows.Span(Math.Max(0, until - now), TimeSpan.TicksPerMillisecond) : null,
                Holds = row.Int(8),
            },
            ("$endpoints", endpointIds is null ? null : SqliteRows.Join(endpointIds)));
    }
}
