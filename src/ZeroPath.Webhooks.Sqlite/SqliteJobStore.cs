using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Jobs.</summary>
internal sealed class SqliteJobStore(SqliteDatabase database) : IJobStore
{
    /// <summary>Jobs whose bodies lie on damaged pages. The writer's.</summary>
    private readonly HashSet<long> _damagedJobs = [];

    /// <inheritdoc/>
    public async ValueTask<JobAddition> AddJobAsync(Job job, TimeSpan? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        return await database.WriteAsync(session => SqliteJobs.Add(session, job, lease, database.Now), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LeasedJob>> LeaseJobsAsync(string kind, int max, TimeSpan length, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => LeaseJobs(session, kind, max, length), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextJobDueAsync(string kind, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Query(SqliteJobSql.NextJobDue, row => row.LongOrNull(0), ("$kind", kind))[0] is { } due
            ? SqliteRows.Span(Math.Max(0, due - database.Now), TimeSpan.TicksPerMillisecond)
            : (TimeSpan?)null,
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> RecordJobAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        return await database.WriteAsync(session => SqliteJobs.Record(session, leased, transition, database.Now), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendJobAsync(LeasedJob leased, TimeSpan length, string? result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        return ChangeJobAsync(
            SqliteJobSql.ExtendJob,
            now => [("$until", now + (long)length.TotalMilliseconds), ("$result", result), ("$id", leased.Job.Id), ("$token", leased.FencingToken)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveJobAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await ChangeJobAsync(SqliteJobSql.RemoveJob, _ => [("$id", leased.Job.Id), ("$token", leased.FencingToken)], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) => database.ReadAsync(
        session => session.Query($"{SqliteJobSql.Jobs} WHERE id = $id", SqliteJobs.Row, ("$id", jobId)) is [var (seq, job, _)]
            ? job with { Body = SqliteRows.Body(session, SqliteJobSql.ReadJobBody, seq, out _) }
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<Job>> ListJobsAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).Add("seq < $before", "$before", page.Before).With("$size", page.Size + 1);
        return database.ReadAsync(
            session => page.PageOf(session
                .Query($"{SqliteJobSql.Jobs}{chosen.Where} ORDER BY seq DESC LIMIT $size", SqliteJobs.Row, chosen.Parameters)
                .ConvertAll(row => (row.Seq, row.Job))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RetryJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeJobAsync(SqliteJobSql.RunJobAgain, now => [("$now", now), ("$id", jobId)], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CancelJobAsync(string jobId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ChangeJobAsync(SqliteJobSql.CancelJob, now => [("$reason", reason), ("$now", now), ("$id", jobId)], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeJobsAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).And("settled_at <= $before").With("$before", database.Now - (long)age.TotalMilliseconds).With("$max", max);
        var statement = SqliteJobSql.PurgeJobs.Replace("{0}", chosen.Where, StringComparison.Ordinal);
        return await database.WriteAsync(session => session.Execute(statement, chosen.Parameters), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ChangeJobAsync(string sql, Func<long, (string, object?)[]> parameters, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => session.Execute(sql, parameters(database.Now)) == 1, cancellationToken).ConfigureAwait(false);

    private List<LeasedJob> LeaseJobs(SqliteSession session, string kind, int max, TimeSpan length)
    {
        var now = database.Now;
        var until = now + (long)length.TotalMilliseconds;
        var rows = session.QueryFirst(max, SqliteJobSql.DueJobs, SqliteJobs.Row, ("$kind", kind), ("$now", now));
        var leased = new List<LeasedJob>(rows.Count);
        foreach (var (seq, job, token) in rows.OrderBy(row => row.Seq))
        {
            if (_damagedJobs.Contains(seq))
            {
                // The others shall not wait for it.
                session.Execute(SqliteJobSql.SetJobAside, ("$reason", DeliveryReasons.Unreadable), ("$now", now), ("$seq", seq));
                continue;
            }

            try
            {
                leased.Add(SqliteJobs.Lease(session, seq, job with { Body = SqliteJobs.Body(session, seq) }, token, until));
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Corrupt)
            {
                // After this SQLite lets the transaction write nothing more. The next one passes over what is damaged.
                _damagedJobs.Add(seq);
                throw;
            }
        }

        return leased;
    }
}
