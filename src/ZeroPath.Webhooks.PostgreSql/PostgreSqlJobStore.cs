using System.Globalization;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The jobs of a store in a PostgreSQL database.</summary>
internal sealed class PostgreSqlJobStore : IJobStore, IDisposable
{
    private const int MaxTries = 10;

    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlJobSql _sql;
    private readonly PostgreSqlGroup<IReadOnlyList<(Job Job, TimeSpan? Lease)>, JobAddition?[]> _additions;
    private readonly PostgreSqlGroup<(LeasedJob Leased, JobTransition Transition), bool> _results;

    public PostgreSqlJobStore(PostgreSqlDatabase database)
    {
        _database = database;
        _sql = new(database.Schema);
        _additions = new(AddAsync);
        _results = new(RecordAsync);
    }

    /// <exception cref="ArgumentException">An id or a key has a NUL character, which PostgreSQL does not store.</exception>
    public async ValueTask<IReadOnlyList<JobAddition>> AddAsync(
        IReadOnlyList<Job> jobs, TimeSpan? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var additions = new JobAddition?[jobs.Count];
        for (var tries = 1; ; tries++)
        {
            // Mostly all at once. Again for those whose key another job had, which was removed in between.
            var left = Array.FindAll([.. Enumerable.Range(0, jobs.Count)], i => additions[i] is null);
            if (left.Length == 0)
            {
                return additions!;
            }

            if (tries > MaxTries)
            {
                throw new InvalidOperationException(
                    $"The job '{jobs[left[0]].Id}' could not be added {MaxTries} times: the database says that its key is taken, and has "
                    + "no job with it. Reindex the table job.");
            }

            var added = await _additions.RunAsync(Array.ConvertAll(left, i => (jobs[i], lease)), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < left.Length; i++)
            {
                additions[left[i]] = added[i];
            }
        }
    }

    public async ValueTask<IReadOnlyList<LeasedJob>> LeaseAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _database.UseAsync(connection => LeaseAsync(connection, request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<LeasedJob>> LeaseAsync(
        NpgsqlConnection connection, JobLeaseRequest request, CancellationToken cancellationToken)
    {
        var handlers = await HandlersAsync(connection, request, cancellationToken).ConfigureAwait(false);
        // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
        var rows = await connection.QueryAsync(
            _sql.Lease,
            Read,
            CancellationToken.None,
            ("kind", request.Kind),
            ("handlers", handlers),
            ("max", request.Max),
            ("length", request.Length)).ConfigureAwait(false);
        if (rows.Exists(row => row.Leased is null))
        {
            // Changed by hand. The others shall not wait for it.
            var unreadable = rows.Where(row => row.Leased is null).Select(row => row.Seq).ToArray();
            await connection.ExecuteAsync(
                _sql.SetAside, CancellationToken.None, ("reason", DeliveryReasons.Unreadable), ("seqs", unreadable)).ConfigureAwait(false);
        }

        return [.. rows.OrderBy(row => row.Seq).Select(row => row.Leased).OfType<LeasedJob>()];
    }

    public async ValueTask<TimeSpan?> NextDueAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _database.UseAsync(connection => NextDueAsync(connection, request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<TimeSpan?> NextDueAsync(NpgsqlConnection connection, JobLeaseRequest request, CancellationToken cancellationToken)
    {
        var handlers = await HandlersAsync(connection, request, cancellationToken).ConfigureAwait(false);
        var next = await connection.QueryAsync(
            _sql.NextDue,
            row => row.TimeOrNull(0) - row.Time(1),
            cancellationToken,
            ("kind", request.Kind),
            ("handlers", handlers)).ConfigureAwait(false);
        return next[0] < TimeSpan.Zero ? TimeSpan.Zero : next[0];
    }

    public async ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        return await _results.RunAsync((leased, transition), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Job?> FindAsync(string jobId, CancellationToken cancellationToken) =>
        await _database.QueryAsync(_sql.Find, PostgreSqlJobs.Whole, cancellationToken, ("id", jobId)).ConfigureAwait(false) is [var found]
            ? found.Job
            : null;

    public async ValueTask<Page<Job>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Page("seq", page);
        return await _database.PageAsync(
            chosen,
            "job",
            "created_at",
            page,
            async (connection, parameters) =>
            {
                var jobs = await connection.QueryAsync(
                    $"{_sql.Jobs}{chosen.Where} ORDER BY seq DESC LIMIT @size", PostgreSqlJobs.Row, cancellationToken, parameters)
                    .ConfigureAwait(false);
                return jobs.ConvertAll(row => (row.Seq, row.Job));
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<string> GetMarkAsync(string kind, string? organizationId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            organizationId is null ? _sql.Mark : _sql.MarkOfOrganization,
            row => string.Create(CultureInfo.InvariantCulture, $"{row.GetInt64(0)} {row.GetInt64(1)} {row.TimeOrNull(2)?.UtcTicks}"),
            cancellationToken,
            organizationId is null ? [("kind", kind)] : [("kind", kind), ("organization", organizationId)]).ConfigureAwait(false))[0];

    public async ValueTask<bool> RetryAsync(string jobId, CancellationToken cancellationToken) =>
        await _database.ExecuteAsync(_sql.Retry, cancellationToken, ("id", jobId)).ConfigureAwait(false) == 1;

    public async ValueTask<bool> CancelAsync(string jobId, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return await _database.ExecuteAsync(_sql.Cancel, cancellationToken, ("id", jobId), ("reason", reason)).ConfigureAwait(false) == 1;
    }

    public async ValueTask<int> PurgeAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And("settled_at <= now() - @age").With("age", age).With("max", max);
        return await _database.ExecuteAsync(
            _sql.Purge.Replace("{0}", chosen.Where, StringComparison.Ordinal), cancellationToken, chosen.Parameters).ConfigureAwait(false);
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose()
    {
        _additions.Dispose();
        _results.Dispose();
    }

    private static (long Seq, LeasedJob? Leased) Read(NpgsqlDataReader row)
    {
        // A handler is told when the job was added. A time that .NET does not know is none.
        var leased = PostgreSqlJobs.Whole(row);
        var isReadable = leased.Job.CreatedAt > DateTimeOffset.MinValue && leased.Job.CreatedAt < DateTimeOffset.MaxValue;
        return (row.GetInt64(0), isReadable ? leased : null);
    }

    private async Task<string[]> HandlersAsync(NpgsqlConnection connection, JobLeaseRequest request, CancellationToken cancellationToken) =>
        request.Handlers?.ToArray()
        ??
        [
            .. await connection.QueryAsync(_sql.Handlers, row => row.GetString(0), cancellationToken, ("kind", request.Kind))
                .ConfigureAwait(false),
        ];

    private Task<IReadOnlyList<Task<JobAddition?[]>>> AddAsync(IReadOnlyList<IReadOnlyList<(Job Job, TimeSpan? Lease)>> calls) =>
        _database.UseAsync(connection => AddAsync(connection, calls), CancellationToken.None);

    private async Task<IReadOnlyList<Task<JobAddition?[]>>> AddAsync(
        NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<(Job Job, TimeSpan? Lease)>> calls)
    {
        var added = await PostgreSqlJobs.AddAsync(connection, _sql, [.. calls.SelectMany(call => call)]).ConfigureAwait(false);
        var results = calls.Select(call => call.Select(one => ToAddition(one.Job, one.Lease, added)).ToArray()).ToList();
        if (results.Sum(result => result.Count(addition => addition is not null)) == calls.Sum(call => call.Count))
        {
            return results.ConvertAll(Task.FromResult);
        }

        try
        {
            await FindEarlierAsync(connection, calls, results).ConfigureAwait(false);
            return results.ConvertAll(Task.FromResult);
        }
        catch (Exception e)
        {
            // It is theirs alone who ask for what was there before: the others' jobs have been added.
            return results.ConvertAll(result => result.Contains(null) ? Task.FromException<JobAddition?[]>(e) : Task.FromResult(result));
        }
    }

    private async Task FindEarlierAsync(
        NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<(Job Job, TimeSpan? Lease)>> calls, List<JobAddition?[]> results)
    {
        var left = calls.Zip(results).SelectMany(pair => pair.First.Where((_, i) => pair.Second[i] is null)).ToList();
        var found = await PostgreSqlJobs.FindKeysAsync(connection, _sql, left).ConfigureAwait(false);
        foreach (var (call, result) in calls.Zip(results))
        {
            for (var i = 0; i < result.Length; i++)
            {
                var key = PostgreSqlJobs.KeyOf(call[i].Job);
                if (result[i] is not null || !found.TryGetValue(key, out var earlier))
                {
                    continue;
                }

                // The lease is that of the first one who asks for it.
                var isMine = earlier.IsLeased && call[i].Lease is not null;
                found[key] = (earlier.Stored, earlier.IsLeased && !isMine);
                result[i] = new(earlier.Stored.Job, false, isMine ? earlier.Stored : null);
            }
        }
    }

    private static JobAddition? ToAddition(Job job, TimeSpan? lease, Dictionary<string, DateTimeOffset> added)
    {
        if (!added.TryGetValue(job.Id, out var due))
        {
            return null;
        }

        var stored = job with { DueAt = due, Starts = lease is null ? 0 : 1 };
        return new(stored, true, lease is null ? null : new(stored, 1));
    }

    private async Task<IReadOnlyList<Task<bool>>> RecordAsync(IReadOnlyList<(LeasedJob Leased, JobTransition Transition)> results)
    {
        var recorded = await _database.UseAsync(
            connection => PostgreSqlJobs.RecordAsync(connection, _sql, results), CancellationToken.None).ConfigureAwait(false);
        var ended = new HashSet<(string, long)>();
        return
        [
            .. results.Select(result =>
            {
                var lease = (result.Leased.Job.Id, result.Leased.FencingToken);
                return Task.FromResult(recorded.Contains(lease) && (result.Transition.KeepsLease || ended.Add(lease)));
            }),
        ];
    }
}
