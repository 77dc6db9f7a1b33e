using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>What becomes of jobs in whatever transaction a session is in.</summary>
internal static class SqliteJobs
{
    /// <summary>A job without its body, with its fencing token.</summary>
    public static JobRow Row(SqliteDataReader row) => JobRow.Read(row, row.Time);

    public static JobAddition Add(SqliteSession session, Job job, TimeSpan? lease, long now)
    {
        var due = now + (long?)lease?.TotalMilliseconds ?? now;
        var leased = lease is null ? 0 : 1;
        var isNew = session.Execute(
            SqliteJobSql.Add,
            ("$id", job.Id),
            ("$kind", job.Kind),
            ("$subject", job.Subject),
            ("$handler", job.Handler),
            ("$organization", job.OrganizationId),
            ("$key", job.Key),
            ("$contentType", job.ContentType),
            ("$trace", job.TraceParent),
            ("$created", job.CreatedAt.ToUnixTimeMilliseconds()),
            ("$leased", leased),
            ("$due", due)) == 1;
        if (!isNew)
        {
            return FindKey(session, job, lease is null ? null : due, now);
        }

        if (!job.Body.IsEmpty)
        {
            session.Execute(SqliteJobSql.AddBody, ("$body", job.Body.ToArray()));
        }

        var stored = job with { DueAt = SqliteRows.Time(due), Starts = leased };
        return new(stored, true, lease is null ? null : new(stored, leased));
    }

    /// <summary>Adds what the host is to be told of a delivery that has failed.</summary>
    public static void AddNotice(
        SqliteSession session, string deliveryId, string reason, DeliveryAttempt? lastAttempt, SqliteDatabase database)
    {
        var notice = FailureNoticeJob.OfDelivery(deliveryId, reason, lastAttempt, SqliteRows.Time(database.Now));
        var endpoints = session.Query(SqliteJobSql.EndpointOf, row => row.GetString(0), ("$id", deliveryId));
        if (endpoints is [var endpointId])
        {
            Add(session, notice with { Subject = endpointId }, null, database.Due);
        }
    }

    /// <summary>Leases a job as it was read.</summary>
    public static LeasedJob Lease(SqliteSession session, JobRow row, ReadOnlyMemory<byte> body, long until)
    {
        var (starts, token) = session.Query(
            SqliteJobSql.Lease, changed => (changed.Int(0), changed.GetInt64(1)), ("$until", until), ("$seq", row.Seq))[0];
        return new(row.Job with { Body = body, DueAt = SqliteRows.Time(until), Starts = starts }, token);
    }

    public static bool Record(SqliteSession session, LeasedJob leased, JobTransition transition, SqliteDatabase database)
    {
        var (id, token) = (("$id", (object?)leased.Job.Id), ("$token", (object?)leased.FencingToken));
        return 1 == (transition.Removes ? session.Execute(SqliteJobSql.Remove, id, token) : session.Execute(
            SqliteJobSql.Record,
            ("$ends", transition.KeepsLease ? 0 : 1),
            ("$state", (int)transition.State),
            ("$reason", transition.Reason),
            ("$result", transition.Result),
            ("$uncounted", transition.CountsStart ? 0 : 1),
            ("$due", database.Due + (long)Math.Ceiling(transition.Delay.TotalMilliseconds)),
            ("$settled", transition.State == JobState.Pending ? null : database.Now),
            id,
            token));
    }

    public static ReadOnlyMemory<byte> Body(SqliteSession session, long seq) =>
        session.Query(SqliteJobSql.ReadBody, row => row.GetFieldValue<byte[]>(0), ("$seq", seq)) is [var body] ? body : default;

    private static JobAddition FindKey(SqliteSession session, Job job, long? until, long now)
    {
        var row = session.Query(
            SqliteJobSql.FindKey, Row, ("$kind", job.Kind), ("$subject", job.Subject), ("$handler", job.Handler), ("$key", job.Key))[0];
        var body = Body(session, row.Seq);
        if (until is not { } end || row.Job.DueAt is not { } due || due.ToUnixTimeMilliseconds() > now)
        {
            return new(row.Job with { Body = body }, false, null);
        }

        var leased = Lease(session, row, body, end);
        return new(leased.Job, false, leased);
    }
}
