using System.Globalization;
using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The jobs of a store in a SQLite file.</summary>
internal sealed class SqliteJobStore(SqliteDatabase database) : IJobStore
{
    /// <summary>Jobs whose bodies lie on damaged pages. The writer's.</summary>
    private readonly HashSet<long> _damaged = [];

    public async ValueTask<IReadOnlyList<JobAddition>> AddAsync(
        IReadOnlyList<Job> jobs, TimeSpan? lease, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        List<Job> added = [.. jobs];
        return await database.WriteAsync(
            session => added.ConvertAll(job => SqliteJobs.Add(session, job, lease, database.Due)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LeasedJob>> LeaseAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await database.WriteAsync(session => Lease(session, request), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<TimeSpan?> NextDueAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return database.ReadAsync(
            session => HandlersOf(session, request)
                .Min(handler =>
                    session.Query(SqliteJobSql.NextDue, row => row.LongOrNull(0), ("$kind", request.Kind), ("$handler", handler))[0])
                is { } due
                ? (TimeSpan?)SqliteRows.Between(database.Due, Math.Max(database.Due, due))
                : null,
            cancellationToken);
    }

    public async ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        return await database.WriteAsync(session => SqliteJobs.Record(session, leased, transition, database), cancellationToken)
            .ConfigureAwait(false);
    }

    public ValueTask<Job?> FindAsync(string jobId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Query($"{SqliteJobSql.Jobs} WHERE id = $id", SqliteJobs.Row, ("$id", jobId)) is [var row]
            ? row.Job with { Body = SqliteRows.Body(session, SqliteJobSql.ReadBody, row.Seq, out _) }
            : null,
        cancellationToken);

    public ValueTask<Page<Job>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).Page("seq", page);
        return database.ReadAsync(
            session => SqliteRows.Page(session, chosen, "zeropath_job", "created_at", page, parameters => session
                .Query(SqliteJobSql.List(filter, chosen), SqliteJobs.Row, parameters)
                .ConvertAll(row => (row.Seq, row.Job))),
            cancellationToken);
    }

    public ValueTask<string> GetMarkAsync(string kind, string? organizationId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Query(
            organizationId is null ? SqliteJobSql.Mark : SqliteJobSql.MarkOfOrganization,
            row => string.Create(CultureInfo.InvariantCulture, $"{row.GetInt64(0)} {row.GetInt64(1)} {row.LongOrNull(2)}"),
            organizationId is null ? [("@kind", kind)] : [("@kind", kind), ("@organization", organizationId)])[0],
        cancellationToken);

    public ValueTask<bool> RetryAsync(string jobId, CancellationToken cancellationToken) =>
        ChangeAsync(SqliteJobSql.Retry, () => [("$now", database.Due), ("$id", jobId)], cancellationToken);

    public ValueTask<bool> CancelAsync(string jobId, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ChangeAsync(SqliteJobSql.Cancel, () => [("$reason", reason), ("$now", database.Now), ("$id", jobId)], cancellationToken);
    }

    public async ValueTask<int> PurgeAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var before = database.Now - (long)age.TotalMilliseconds;
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).And("settled_at <= $before").With("$before", before).With("$max", max);
        var statement = SqliteJobSql.Purge.Replace("{0}", chosen.Where, StringComparison.Ordinal);
        return await database.WriteAsync(session => session.Execute(statement, chosen.Parameters), cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyCollection<string> HandlersOf(SqliteSession session, JobLeaseRequest request) =>
        request.Handlers ?? session.Query(SqliteJobSql.Handlers, row => row.GetString(0), ("$kind", request.Kind));

    private static IEnumerable<JobRow> Due(SqliteSession session, JobLeaseRequest request, long now) =>
        HandlersOf(session, request)
            .SelectMany(handler => session.QueryFirst(
                request.Max, SqliteJobSql.Due, SqliteJobs.Row, ("$kind", request.Kind), ("$handler", handler), ("$now", now)))
            .OrderBy(row => (row.Job.DueAt, row.Seq))
            .Take(request.Max);

    private async ValueTask<bool> ChangeAsync(
        string sql, Func<(string, object?)[]> parameters, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => session.Execute(sql, parameters()) == 1, cancellationToken).ConfigureAwait(false);

    private List<LeasedJob> Lease(SqliteSession session, JobLeaseRequest request)
    {
        var now = database.Due;
        var until = now + (long)request.Length.TotalMilliseconds;
        var leased = new List<LeasedJob>();
        foreach (var due in Due(session, request, now).OrderBy(due => due.Seq))
        {
            if (_damaged.Contains(due.Seq) || !SqliteRows.IsId(due.Job.Id))
            {
                // The others shall not wait for it.
                session.Execute(SqliteJobSql.SetAside, ("$reason", DeliveryReasons.Unreadable), ("$now", database.Now), ("$seq", due.Seq));
                continue;
            }

            try
            {
                leased.Add(SqliteJobs.Lease(session, due, SqliteJobs.Body(session, due.Seq), until));
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Corrupt)
            {
                // After this SQLite lets the transaction write nothing more. The next one passes over what is damaged.
                _damaged.Add(due.Seq);
                throw;
            }
        }

        return leased;
    }
}
