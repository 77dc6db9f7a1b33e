using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Leases deliveries, in the writer's transactions.</summary>
internal sealed class SqliteLeases(SqliteDatabase database)
{
    /// <summary>More of what waits is not looked at, to find what falls due next.</summary>
    private const int MaxWaiting = 100;

    /// <summary>Events on damaged pages.</summary>
    private readonly HashSet<long> _damaged = [];

    /// <summary>The endpoint after which the next lease begins to look.</summary>
    private string _after = "";

    /// <summary>How long until something is due that the request has room for, or a deadline is over; null when neither.</summary>
    public static TimeSpan? NextDue(SqliteSession session, LeaseRequest request, long now, TimeSpan? expiresIn)
    {
        var waiting = Lanes(session, MaxWaiting, now, SqliteDeliverySql.Waiting);
        TimeSpan?[] known = [expiresIn, waiting.Count == MaxWaiting ? waiting[^1].Lanes[0].DueIn : null];
        var next = LeasePlan.NextDue(Open(waiting), request, known.Min());
        var after = "";
        foreach (var size in DueEndpoints.Pages.TakeWhile(_ => !(next <= TimeSpan.Zero)))
        {
            var due = Lanes(session, size, now, SqliteDeliverySql.Lanes, ("$after", after));
            next = LeasePlan.NextDue(Open(due), request, next);
            if (due.Count < size)
            {
                return next;
            }

            after = due[^1].EndpointId;
        }

        return next < DueEndpoints.Again ? next : DueEndpoints.Again;

        IEnumerable<QueueHead> Open(List<(string, QueueHead[] Lanes)> endpoints) => SqliteOrder.Open(
            session, endpoints.SelectMany(endpoint => endpoint.Lanes).OrderBy(lane => lane.DueIn), request, now, fills: false);
    }

    /// <summary>How long until the first falls due; zero or less when it is, null when nothing is pending.</summary>
    public static TimeSpan? FirstDue(SqliteSession session, long now) =>
        Lanes(session, 1, now, SqliteDeliverySql.Waiting)
            .Concat(Lanes(session, DueEndpoints.Most, now, SqliteDeliverySql.Lanes, ("$after", "")))
            .SelectMany(endpoint => endpoint.Lanes).Min(lane => (TimeSpan?)lane.DueIn);

    /// <summary>Finds that what waited until now is due: so many at least, if there are.</summary>
    public static void FallDue(SqliteSession session, int max, long now)
    {
        for (var fallen = 0; fallen < max;)
        {
            var page = session.Execute(SqliteDeliverySql.FallDue, ("$now", now));
            fallen = page < SqliteDeliverySql.MaxFallingDue ? max : fallen + page;
        }
    }

    public List<LeasedDelivery> LeaseDue(SqliteSession session, LeaseRequest request)
    {
        var now = database.Due;
        var until = now + (long)request.Length.TotalMilliseconds;
        var leased = new List<(long Seq, string Id, long Event, int Attempts, long Token, TimeSpan DueFor, TimeSpan? ExpiresIn,
            QueueHead Lane, int Turn)>();
        var deliveries = LeaseExpired(session, now, request.Length);
        var plan = Plan(session, request, now);
        while (plan.NextRound() is { Count: > 0 } shares)
        {
            foreach (var share in shares)
            {
                var lane = share.Lane;
                var due = session.QueryFirst(
                    share.Count,
                    share.IsOrdered ? SqliteOrder.First : SqliteDeliverySql.DueOfLane,
                    row => (Seq: row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Count(3), row.GetInt64(4),
                        SqliteRows.Between(row.GetInt64(5), now),
                        plan.CountLeased(lane.EndpointId, lane.IsRetry), Ended: row.GetInt64(5), IsCutOff: row.GetBoolean(6),
                        ExpiresIn: row.LongOrNull(7) is { } deadline ? SqliteRows.Between(now, deadline) : (TimeSpan?)null),
                    ("$endpoint", lane.EndpointId),
                    ("$retry", lane.IsRetry ? 1 : 0),
                    ("$now", now));
                foreach (var (turn, (seq, id, ofEvent, attempts, token, dueFor, of, ended, isCutOff, expiresIn)) in due.Index())
                {
                    Lease(session, seq, isCutOff ? ended : null, until, request.Length);
                    leased.Add((seq, id, ofEvent, attempts, token, dueFor, expiresIn, of, turn));
                }
            }
        }

        var (bodies, tooLong) = ReadBodies(session, leased.OrderBy(row => row.Turn).Select(row => row.Event).Distinct(), plan);
        foreach (var row in leased.OrderBy(row => row.Seq))
        {
            if (tooLong.Contains(row.Event))
            {
                session.Execute(SqliteDeliverySql.GiveBack, ("$seq", row.Seq));
            }
            else if (SqliteRows.IsId(row.Id) && bodies.TryGetValue(row.Event, out var found) && found is var (eventId, type, body, trace))
            {
                if (row.Lane.HeldFor is not null)
                {
                    session.Execute(SqliteDeliverySql.Probe, ("$until", until), ("$endpoint", row.Lane.EndpointId));
                }

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
                    ExpiresIn = row.ExpiresIn,
                    TraceParent = trace,
                    Body = body,
                });
            }
            else
            {
                SetAside(session, row.Seq, row.Id);
            }
        }

        return deliveries;
    }

    /// <summary>Finds who has something due: endpoints that are known to, and others, from where the last lease ended.</summary>
    private LeasePlan Plan(SqliteSession session, LeaseRequest request, long now)
    {
        FallDue(session, request.Max, now);
        var plan = new LeasePlan(request);
        Add(Lanes(session, int.MaxValue, now, SqliteDeliverySql.LanesOf, ("$endpoints", SqliteRows.Join(request.Known))));
        var pages = new EndpointPages(_after, request.Max);
        List<(string EndpointId, QueueHead[] Lanes)> found;
        do
        {
            found = Lanes(session, pages.Size, now, SqliteDeliverySql.Lanes, ("$after", pages.After));
            Add(found);
        }
        while (pages.MoveOn(found.Count, found.LastOrDefault().EndpointId) && !plan.HasEnough);

        _after = pages.After;
        return plan;

        void Add(List<(string, QueueHead[] Lanes)> endpoints)
        {
            foreach (var lane in SqliteOrder.Open(session, endpoints.SelectMany(endpoint => endpoint.Lanes), request, now, fills: true))
            {
                plan.Add(lane);
            }
        }
    }

    private static List<(string EndpointId, QueueHead[] Lanes)> Lanes(
        SqliteSession session, int max, long now, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        return session.QueryFirst(max, sql, Read, parameters);

        (string, QueueHead[]) Read(SqliteDataReader row)
        {
            var (id, heldUntil, streak) = (row.GetString(0), row.LongOrNull(1), row.Count(2));
            return (id, [.. Lane(isRetry: false, row.LongOrNull(3)), .. Lane(isRetry: true, row.LongOrNull(4))]);

            QueueHead[] Lane(bool isRetry, long? dueAt) =>
                dueAt is { } due ? [new(id, isRetry, After(due), heldUntil is { } until ? After(until) : null, streak)] : [];
        }

        TimeSpan After(long at) => SqliteRows.Between(now, at);
    }

    /// <summary>Leases what is past its deadline.</summary>
    private List<LeasedDelivery> LeaseExpired(SqliteSession session, long now, TimeSpan length)
    {
        var leased = new List<LeasedDelivery>();
        var expired = session.QueryFirst(
            LeasePlan.MaxExpired,
            SqliteDeliverySql.Expired,
            row => (Seq: row.GetInt64(0), Ended: row.GetBoolean(6) ? row.GetInt64(5) : (long?)null, Delivery: new LeasedDelivery
            {
                DeliveryId = row.GetString(1),
                EndpointId = row.GetString(2),
                AttemptCount = row.Count(3),
                FencingToken = row.GetInt64(4),
                ExpiresIn = SqliteRows.Between(now, row.GetInt64(7)),
                EventId = row.Text(8) ?? "",
                EventType = new WebhookEventType(row.Text(9) ?? ""),
                Body = default,
            }),
            ("$now", now));
        foreach (var (seq, ended, delivery) in expired)
        {
            if (SqliteRows.IsId(delivery.DeliveryId) && SqliteRows.IsId(delivery.EventId))
            {
                Lease(session, seq, ended, now + (long)length.TotalMilliseconds, length);
                leased.Add(delivery);
            }
            else
            {
                SetAside(session, seq, delivery.DeliveryId);
            }
        }

        return leased;
    }

    /// <summary>Leases one delivery, whose last lease <paramref name="ended"/> then without a result; null if it had one.</summary>
    private static void Lease(SqliteSession session, long seq, long? ended, long until, TimeSpan length)
    {
        if (ended is { } end)
        {
            AddCutOff(session, seq, Math.Max(0, end) - (long)length.TotalMilliseconds);
        }

        session.Execute(SqliteDeliverySql.Lease, ("$until", until), ("$seq", seq));
    }

    /// <summary>Changed by hand, or damaged. The others shall not wait for it.</summary>
    private void SetAside(SqliteSession session, long seq, string id)
    {
        session.Execute(SqliteDeliverySql.SetAside, ("$reason", DeliveryReasons.Unreadable), ("$now", database.Now), ("$seq", seq));
        SqliteJobs.AddNotice(session, id, DeliveryReasons.Unreadable, lastAttempt: null, database);
    }

    private static void AddCutOff(SqliteSession session, long seq, long started)
    {
        try
        {
            session.Execute(SqliteDeliverySql.AddCutOff, ("$started", started), ("$seq", seq));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Constraint)
        {
            // It is history, and the file refuses it. What is leased is to be sent all the same.
        }
    }

    /// <summary>The bodies of events that fit into the lease, and those events that do not.</summary>
    private (Dictionary<long, (string EventId, WebhookEventType Type, byte[] Body, string? TraceParent)> Found, HashSet<long> TooLong)
        ReadBodies(SqliteSession session, IEnumerable<long> events, LeasePlan plan)
    {
        long[] readable = [.. events.Where(seq => !_damaged.Contains(seq))];
        try
        {
            var lengths = session
                .Query(SqliteDeliverySql.BodyLengths, row => (Seq: row.GetInt64(0), Length: row.GetInt64(1)), ("$seqs", Json(readable)))
                .ToDictionary(row => row.Seq, row => row.Length);
            var tooLong = readable.Where(seq => lengths.TryGetValue(seq, out var length) && !plan.TryFit(length)).ToHashSet();
            var found = session
                .Query(
                    SqliteDeliverySql.ReadBodies,
                    row => (
                        Seq: row.GetInt64(0),
                        Event: (row.GetString(1), new WebhookEventType(row.GetString(2)), row.GetFieldValue<byte[]>(3), row.Text(4))),
                    ("$seqs", Json(readable.Where(seq => !tooLong.Contains(seq)))))
                .ToDictionary(row => row.Seq, row => row.Event);
            return (found, tooLong);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Corrupt)
        {
            // After this SQLite lets the transaction write nothing more. The next one passes over what is damaged.
            foreach (var seq in readable)
            {
                SqliteRows.Body(session, seq, out var isDamaged);
                _ = isDamaged && _damaged.Add(seq);
            }

            throw;
        }

        static string Json(IEnumerable<long> seqs) => $"[{string.Join(',', seqs)}]";
    }
}
