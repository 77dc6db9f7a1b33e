using Npgsql;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The queue of deliveries.</summary>
internal sealed class PostgreSqlDeliveries : IDeliveryStore, IDisposable
{
    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlDeliverySql _sql;
    private readonly PostgreSqlOrderSql _order;
    private readonly PostgreSqlEventWriter _writer;
    private readonly PostgreSqlListener _listener;
    private readonly TimeProvider _time;
    private readonly PostgreSqlGroup<(IReadOnlyList<PublishedEvent> Events, FirstLease? Lease), IReadOnlyList<PublishedEvent>> _additions;
    private readonly PostgreSqlGroup<IReadOnlyList<DeliveryResult>, IReadOnlyList<DeliveryResult>> _results;

    public PostgreSqlDeliveries(PostgreSqlDatabase database, PostgreSqlEventWriter writer, PostgreSqlListener listener, TimeProvider time)
    {
        (_database, _writer, _listener, _time) = (database, writer, listener, time);
        _sql = new(database.Schema);
        _order = new(database.Schema);
        Lanes = new(_sql, _order);
        _additions = new(AddAsync, atOnce: 2);
        _results = new(RecordAsync);
    }

    public PostgreSqlLanes Lanes { get; }

    /// <exception cref="ArgumentException">An id or a key has a NUL character, which PostgreSQL does not store.</exception>
    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return await _additions.RunAsync((events, lease), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _database.UseAsync(connection => LeaseDueAsync(connection, request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<List<LeasedDelivery>> LeaseDueAsync(
        NpgsqlConnection connection, LeaseRequest request, CancellationToken cancellationToken)
    {
        var (plan, expiresIn) = await Lanes.PlanAsync(connection, request, cancellationToken).ConfigureAwait(false);
        var leased = new List<LeasedDelivery>();
        var unreadable = new List<(long Seq, string DeliveryId)>();
        var cutOff = new List<(long Seq, long Token, int Number, DateTimeOffset Started)>();
        var tooLong = new List<(long Seq, long Token, DateTimeOffset Due, string EndpointId)>();
        var probed = new List<string>();
        if (expiresIn <= TimeSpan.Zero)
        {
            await LeaseAsync(_sql.LeaseExpired, _ => default, ("max", LeasePlan.MaxExpired), ("bytes", long.MaxValue))
                .ConfigureAwait(false);
        }

        while (plan.NextRound() is { Count: > 0 } shares)
        {
            probed.AddRange(shares.Where(share => share.Lane.HeldFor is not null).Select(share => share.Lane.EndpointId));
            var ordered = shares.Where(share => share.IsOrdered).ToDictionary(share => share.Lane.EndpointId, share => share.Lane);
            if (ordered.Count > 0)
            {
                await LeaseAsync(
                    $"{_order.Fill}; {_order.Take}",
                    row => plan.CountLeased(row.GetString(3), ordered[row.GetString(3)].IsRetry),
                    ("endpoints", ordered.Keys.ToArray()),
                    ("probes", ordered.Values.Select(lane => lane.HeldFor is not null).ToArray()),
                    ("bytes", plan.BytesLeft)).ConfigureAwait(false);
            }

            LaneQuota[] others = [.. shares.Where(share => !share.IsOrdered)];
            if (others.Length > 0)
            {
                await LeaseAsync(
                    _sql.LeaseDue,
                    row => plan.CountLeased(row.GetString(3), isRetry: row.Count(4) > 0),
                    ("endpoints", others.Select(share => share.Lane.EndpointId).ToArray()),
                    ("retries", others.Select(share => share.Lane.IsRetry ? 1 : 0).ToArray()),
                    ("counts", others.Select(share => share.Count).ToArray()),
                    ("probes", others.Select(share => share.Lane.HeldFor is not null).ToArray()),
                    ("bytes", plan.BytesLeft)).ConfigureAwait(false);
            }
        }

        if (tooLong.Count > 0)
        {
            await connection.ExecuteAsync(
                _sql.GiveBack,
                CancellationToken.None,
                ("seqs", tooLong.ConvertAll(row => row.Seq).ToArray()),
                ("tokens", tooLong.ConvertAll(row => row.Token).ToArray()),
                ("dues", tooLong.ConvertAll(row => row.Due).ToArray()),
                ("probes", probed.Intersect(tooLong.Select(row => row.EndpointId)).ToArray())).ConfigureAwait(false);
        }

        if (unreadable.Count > 0)
        {
            var now = _time.GetUtcNow();
            var notices = unreadable.ConvertAll(
                row => FailureNoticeJob.OfDelivery(row.DeliveryId, DeliveryReasons.Unreadable, lastAttempt: null, now));
            await connection.ExecuteAsync(
                _sql.SetAside,
                CancellationToken.None,
                ("reason", DeliveryReasons.Unreadable),
                ("seqs", unreadable.Select(row => row.Seq).ToArray()),
                ("notices", notices.Select(notice => notice.Id).ToArray()),
                ("bodies", notices.Select(notice => notice.Body.ToArray()).ToArray())).ConfigureAwait(false);
        }

        if (cutOff.Count > 0)
        {
            await AddCutOffAsync(connection, cutOff, request.Length).ConfigureAwait(false);
        }

        return leased;

        // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
        async Task LeaseAsync(string sql, Func<NpgsqlDataReader, QueueHead> laneOf, params (string, object?)[] parameters) =>
            leased.AddRange((await connection.QueryAsync(
                sql,
                row =>
                {
                    if (!row.IsDBNull(11))
                    {
                        cutOff.Add((row.GetInt64(0), row.GetInt64(11), row.Count(4), row.Time(8)));
                    }

                    if (row.GetBoolean(13))
                    {
                        tooLong.Add((row.GetInt64(0), row.GetInt64(2), row.Time(8), row.GetString(3)));
                        return null;
                    }

                    var delivery = Read(row, laneOf(row), unreadable);
                    plan.TryFit(delivery?.Body.Length ?? 0);
                    return delivery;
                },
                CancellationToken.None,
                [.. parameters, ("length", request.Length)]).ConfigureAwait(false)).OfType<LeasedDelivery>());
    }

    public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
        IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        IReadOnlyList<DeliveryResult> page = [.. results];
        return await _results.RunAsync(page, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> CancelDueAsync(
        IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        var counts = await _database.QueryAsync(
            $"{_sql.FallDue}; {_sql.CancelDue}",
            row => (int)row.GetInt64(0),
            cancellationToken,
            ("endpoints", reasons.Keys.ToArray()),
            ("reasons", reasons.Values.ToArray()),
            ("max", max),
            ("node", _database.Node)).ConfigureAwait(false);
        return counts[0];
    }

    public async ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _database.UseAsync(connection => Lanes.NextDueAsync(connection, request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose()
    {
        _additions.Dispose();
        _results.Dispose();
    }

    private async Task AddCutOffAsync(
        NpgsqlConnection connection, List<(long Seq, long Token, int Number, DateTimeOffset Started)> cutOff, TimeSpan length)
    {
        try
        {
            await connection.ExecuteAsync(
                _sql.AddCutOff,
                CancellationToken.None,
                ("seqs", cutOff.ConvertAll(row => row.Seq).ToArray()),
                ("tokens", cutOff.ConvertAll(row => row.Token).ToArray()),
                ("numbers", cutOff.ConvertAll(row => Math.Min(row.Number, int.MaxValue - 1) + 1).ToArray()),
                (
                    "started",
                    cutOff.ConvertAll(row => row.Started > DateTimeOffset.UnixEpoch ? row.Started - length : row.Started).ToArray()))
                .ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // It is history. What is leased is to be sent all the same.
        }
    }

    private static LeasedDelivery? Read(NpgsqlDataReader row, QueueHead lane, List<(long Seq, string DeliveryId)> unreadable)
    {
        if (row.IsDBNull(1) || row.IsDBNull(5) || row.IsDBNull(7))
        {
            // Changed by hand. The others shall not wait for it.
            unreadable.Add((row.GetInt64(0), row.Text(1) ?? ""));
            return null;
        }

        return new()
        {
            DeliveryId = row.GetString(1),
            FencingToken = row.GetInt64(2),
            EndpointId = row.GetString(3),
            AttemptCount = row.Count(4),
            EventId = row.GetString(5),
            EventType = new WebhookEventType(row.GetString(6)),
            FailureStreak = lane.FailureStreak,
            IsProbe = lane.HeldFor is not null,
            DueFor = row.Time(10) - row.Time(8),
            ExpiresIn = row.TimeOrNull(12) - row.Time(10),
            TraceParent = row.Text(9),
            Body = row.GetFieldValue<byte[]>(7),
        };
    }

    private async Task<IReadOnlyList<Task<IReadOnlyList<PublishedEvent>>>> AddAsync(
        IReadOnlyList<(IReadOnlyList<PublishedEvent> Events, FirstLease? Lease)> calls)
    {
        var (results, _) = await _database.UseAsync(connection => _writer.AddAsync(connection, null, calls), CancellationToken.None)
            .ConfigureAwait(false);
        if (calls.Any(call => call.Events.Sum(added => added.Deliveries.Count) > (call.Lease?.DeliveryIds.Count ?? 0)))
        {
            _listener.Announce();
        }

        return results;
    }

    private async Task<IReadOnlyList<Task<IReadOnlyList<DeliveryResult>>>> RecordAsync(IReadOnlyList<IReadOnlyList<DeliveryResult>> pages)
    {
        // A lease has one result: the first one.
        var results = pages.SelectMany(page => page).DistinctBy(result => (result.DeliveryId, result.FencingToken)).ToList();
        (string, object?)[] outcomes =
        [
            ("ids", results.Select(result => result.DeliveryId).ToArray()),
            ("tokens", results.Select(result => result.FencingToken).ToArray()),
            ("states", results.Select(result => (int)result.Transition.State).ToArray()),
            ("reasons", results.Select(result => result.Transition.Reason).ToArray()),
        ];
        var now = _time.GetUtcNow();
        var notices = results.ConvertAll(result => result.Transition is { State: DeliveryState.Failed, Reason: { } reason }
            ? FailureNoticeJob.OfDelivery(result.DeliveryId, reason, result.Attempt, now)
            : null);
        var settled = await _database.ExecuteAsync(
            _sql.Record,
            CancellationToken.None,
            [
                .. outcomes,
                ("node", _database.Node),
                ("counted", results.Select(result => result.Transition.CountsAttempt ? 1 : 0).ToArray()),
                ("delays", results.Select(result => result.Transition.Delay).ToArray()),
                ("numbers", results.Select(result => result.Attempt?.Number).ToArray()),
                ("started", results.Select(result => result.Attempt?.StartedAt.ToUniversalTime()).ToArray()),
                ("durations", results.Select(result => result.Attempt?.Duration).ToArray()),
                ("outcomes", results.Select(result => result.Attempt?.Outcome.ToString()).ToArray()),
                ("statuses", results.Select(result => result.Attempt?.StatusCode).ToArray()),
                ("responses", results.Select(result => result.Attempt?.Response).ToArray()),
                ("retry_after", results.Select(result => result.Attempt?.RetryAfter).ToArray()),
                ("details", results.Select(result => result.Attempt?.Detail).ToArray()),
                ("notices", notices.Select(notice => notice?.Id).ToArray()),
                ("bodies", notices.Select(notice => notice?.Body.ToArray()).ToArray()),
            ]).ConfigureAwait(false);
        var late = settled == results.Count(result => result.Transition.State != DeliveryState.Pending)
            ? []
            : await LateAsync(results, outcomes).ConfigureAwait(false);
        return [.. pages.Select(page => Task.FromResult<IReadOnlyList<DeliveryResult>>(
            late.Count == 0 ? [] : [.. page.Where(result => late.Contains((result.DeliveryId, result.FencingToken)))]))];
    }

    private async Task<HashSet<(string, long)>> LateAsync(List<DeliveryResult> results, (string, object?)[] outcomes)
    {
        var places = await _database.QueryAsync(_sql.Late, row => (int)row.GetInt64(0), CancellationToken.None, outcomes)
            .ConfigureAwait(false);
        return [.. places.Select(place => (results[place - 1].DeliveryId, results[place - 1].FencingToken))];
    }
}
