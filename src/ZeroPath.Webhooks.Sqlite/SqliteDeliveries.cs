using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The queue of deliveries.</summary>
internal sealed class SqliteDeliveries(SqliteDatabase database) : IDeliveryStore
{
    /// <summary>The writer's.</summary>
    private readonly SqliteLeases _leases = new(database);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return await database.WriteAsync(session => SqliteEventWriter.Add(session, events, lease, database.Due), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await database.WriteAsync(session => _leases.LeaseDue(session, request), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
        IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        IReadOnlyList<DeliveryResult> page = [.. results];
        return await database.WriteAsync(session => Record(session, page), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> CancelDueAsync(
        IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken)
    {
        // The caller may change it while it waits.
        KeyValuePair<string, string>[] endpoints = [.. reasons];
        return await database.WriteAsync(session => CancelDue(session, endpoints, max), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
            {
                var now = database.Due;
                return SqliteLeases.NextDue(session, request, now, ExpiresIn(session, now));
            },
            cancellationToken);

    private static TimeSpan? ExpiresIn(SqliteSession session, long now) =>
        session.Query(SqliteDeliverySql.NextDeadline, row => row.GetInt64(0), ("$now", now)) is [var deadline]
            ? SqliteRows.Between(now, deadline)
            : null;

    private int CancelDue(SqliteSession session, KeyValuePair<string, string>[] reasons, int max)
    {
        var figures = new SqliteFigures(database.Now);
        SqliteLeases.FallDue(session, max, database.Due);
        var left = max;
        foreach (var (endpointId, reason) in reasons)
        {
            var count = session.Execute(
                SqliteDeliverySql.CancelDue, ("$reason", reason), ("$now", database.Now), ("$endpoint", endpointId), ("$max", left));
            if (count > 0)
            {
                figures.Add(endpointId, DeliveryState.Cancelled, attempt: null, createdAt: 0, count);
                left -= count;
            }
        }

        figures.Write(session);
        return max - left;
    }

    private List<DeliveryResult> Record(SqliteSession session, IReadOnlyList<DeliveryResult> results)
    {
        var late = new List<DeliveryResult>();
        var figures = new SqliteFigures(database.Now);
        foreach (var result in results)
        {
            if (result.Attempt is { } attempt)
            {
                session.Execute(
                    SqliteDeliverySql.AddAttempt,
                    ("$token", result.FencingToken),
                    ("$number", attempt.Number),
                    ("$started", attempt.StartedAt.ToUnixTimeMilliseconds()),
                    ("$duration", (long)attempt.Duration.TotalMicroseconds),
                    ("$outcome", attempt.Outcome.ToString()),
                    ("$status", attempt.StatusCode),
                    ("$response", attempt.Response),
                    ("$retryAfter", (long?)attempt.RetryAfter?.TotalMilliseconds),
                    ("$detail", attempt.Detail),
                    ("$id", result.DeliveryId));
            }

            var verdict = result.Transition;
            var changed = session.Change(
                SqliteDeliverySql.Record,
                row => (EndpointId: row.Text(0), CreatedAt: row.Int64(1)),
                ("$state", (int)verdict.State),
                ("$reason", verdict.Reason),
                ("$counted", verdict.CountsAttempt ? 1 : 0),
                ("$due", database.Due + (long)Math.Ceiling(verdict.Delay.TotalMilliseconds)),
                ("$settled", verdict.State == DeliveryState.Pending ? null : database.Now),
                ("$id", result.DeliveryId),
                ("$token", result.FencingToken));
            if (changed is { } delivery)
            {
                if (result.Attempt is not null || verdict.State != DeliveryState.Pending)
                {
                    figures.Add(delivery.EndpointId, verdict.State, result.Attempt, delivery.CreatedAt);
                }

                if (verdict.State == DeliveryState.Failed)
                {
                    SqliteJobs.AddNotice(session, result.DeliveryId, verdict.Reason!, result.Attempt, database);
                }
            }
            else if (verdict.State != DeliveryState.Pending && !Stands(session, result))
            {
                late.Add(result);
            }
        }

        figures.Write(session);
        return late;
    }

    private static bool Stands(SqliteSession session, DeliveryResult result) => session.Query(
        SqliteDeliverySql.Stands,
        _ => true,
        ("$id", result.DeliveryId),
        ("$token", result.FencingToken),
        ("$state", (int)result.Transition.State),
        ("$reason", result.Transition.Reason)).Count > 0;
}
