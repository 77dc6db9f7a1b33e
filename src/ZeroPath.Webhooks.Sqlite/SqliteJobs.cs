using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Jobs as rows, and what becomes of them in whatever transaction a session is in.</summary>
internal static class SqliteJobs
{
    /// <summary>A job without its body, with its fencing token.</summary>
    public static (long Seq, Job Job, long Token) Row(SqliteDataReader row)
    {
        var state = (JobState)row.Int(8);
        return (row.GetInt64(0), new()
        {
            Id = row.GetString(1),
            Kind = row.GetString(2),
            Subject = row.GetString(3),
            OrganizationId = row.Text(4),
            Key = row.Text(5),
            Body = default,
            ContentType = row.Text(6),
            CreatedAt = row.Time(7),
            State = state,
            Reason = row.Text(9),
            Result = row.Text(10),
            AttemptCount = row.Int(11),
            DueAt = state == JobState.Pending ? row.Time(12) : null,
            SettledAt = row.IsDBNull(13) ? null : row.Time(13),
        }, row.GetInt64(14));
    }

    public static JobAddition Add(SqliteSession session, Job job, TimeSpan? lease, long now)
    {
        var due = now + (long?)lease?.TotalMilliseconds ?? now;
        var leased = lease is null ? 0 : 1;
        var isNew = session.Execute(
            SqliteJobSql.AddJob,
            ("$id", job.Id),
            ("$kind", job.Kind),
            ("$subject", job.Subject),
            ("$organization", job.OrganizationId),
            ("$key", job.Key),
            ("$contentType", job.ContentType),
            ("$created", job.CreatedAt.ToUnixTimeMilliseconds()),
            ("$leased", leased),
            ("$due", due)) == 1;
        if (!isNew)
        {
            return FindKey(session, job, lease is null ? null : due, now);
        }

        if (!job.Body.IsEmpty)
        {
            session.Execute(SqliteJobSql.AddJobBody, ("$body", job.Body.ToArray()));
        }

        var stored = job with { DueAt = SqliteRows.Time(due), AttemptCount = leased };
        return new(stored, true, lease is null ? null : new(stored, leased));
    }

    /// <summary>Leases a job as it was read.</summary>
    public static LeasedJob Lease(SqliteSession session, long seq, Job job, long token, long until)
    {
        session.Execute(SqliteJobSql.LeaseJob, ("$until", until), ("$seq", seq));
        return new(job with { DueAt = SqliteRows.Time(until), AttemptCount = job.AttemptCount + 1 }, token + 1);
    }

    public static bool Record(SqliteSession session, LeasedJob leased, JobTransition transition, long now) => session.Execute(
        SqliteJobSql.RecordJob,
        ("$state", (int)transition.State),
        ("$reason", transition.Reason),
        ("$result", transition.Result),
        ("$uncounted", transition.CountsAttempt ? 0 : 1),
        ("$due", now + (long)Math.Ceiling(transition.Delay.TotalMilliseconds)),
        ("$settled", transition.State == JobState.Pending ? null : now),
        ("$id", leased.Job.Id),
        ("$token", leased.FencingToken)) == 1;

    public static ReadOnlyMemory<byte> Body(SqliteSession session, long seq) =>
        session.Query(SqliteJobSql.ReadJobBody, row => row.GetFieldValue<byte[]>(0), ("$seq", seq)) is [var body] ? body : default;

    private static JobAddition FindKey(SqliteSession session, Job job, long? until, long now)
    {
        var (seq, stored, token) = session.Query(SqliteJobSql.FindJobKey, Row, ("$kind", job.Kind), ("$subject", job.Subject), ("$key", job.Key))[0];
        stored = stored with { Body = Body(session, seq) };
        if (until is not { } end || stored.DueAt is not { } due || due.ToUnixTimeMilliseconds() > now)
        {
            return new(stored, false, null);
        }

        var leased = Lease(session, seq, stored, token, end);
        return new(leased.Job, false, leased);
    }
}
