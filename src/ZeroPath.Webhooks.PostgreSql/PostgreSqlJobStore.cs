using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Jobs, and their queue.</summary>
internal sealed class PostgreSqlJobStore : IJobStore, IDisposable
{
    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlJobSql _sql;
    private readonly PostgreSqlGroup<(Job Job, TimeSpan? Lease), JobAddition?> _jobAdditions;
    private readonly PostgreSqlGroup<(LeasedJob Leased, JobTransition Transition), bool> _jobResults;

    public PostgreSqlJobStore(PostgreSqlDatabase database)
    {
        _database = database;
        _sql = new(database.Schema);
        _jobAdditions = new(AddJobsAsync);
        _jobResults = new(RecordJobsAsync);
    }

    public async ValueTask<JobAddition> AddJobAsync(Job job, TimeSpan? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        while (true)
        {
            if (await _jobAdditions.RunAsync((job, lease), cancellationToken).ConfigureAwait(false) is { } addition)
            {
                return addition;
            }

            // What had the key was removed in between.
        }
    }

    public async ValueTask<IReadOnlyList<LeasedJob>> LeaseJobsAsync(string kind, int max, TimeSpan length, CancellationToken cancellationToken)
    {
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);

        // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
        var rows = await connection.QueryAsync(
            _sql.LeaseJobs, Read, CancellationToken.None, ("kind", kind), ("max", max), ("length", length)).ConfigureAwait(false);
        if (rows.Exists(row => row.Leased is null))
        {
            // Changed by hand. The others shall not wait for it.
            var unreadable = rows.Where(row => row.Leased is null).Select(row => row.Seq).ToArray();
            await connection.ExecuteAsync(
                _sql.SetJobsAside, CancellationToken.None, ("reason", DeliveryReasons.Unreadable), ("seqs", unreadable)).ConfigureAwait(false);
        }

        return [.. rows.OrderBy(row => row.Seq).Select(row => row.Leased).OfType<LeasedJob>()];
    }

    public async ValueTask<TimeSpan?> NextJobDueAsync(string kind, CancellationToken cancellationToken) =>
        await _database.QueryAsync(_sql.NextJobDue, row => row.GetTimeSpan(0), cancellationToken, ("kind", kind)).ConfigureAwait(false) is [var next]
            ? next
            : null;

    public async ValueTask<bool> RecordJobAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        return await _jobResults.RunAsync((leased, transition), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ExtendJobAsync(LeasedJob leased, TimeSpan length, string? result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        return await _database.ExecuteAsync(
            _sql.ExtendJob, cancellationToken, ("length", length), ("result", result), ("id", leased.Job.Id), ("token", leased.FencingToken))
            .ConfigureAwait(false) == 1;
    }

    public async ValueTask RemoveJobAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await _database.ExecuteAsync(_sql.RemoveJob, cancellationToken, ("id", leased.Job.Id), ("token", leased.FencingToken)).ConfigureAwait(false);
    }

    public async ValueTask<Job?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        await _database.QueryAsync(_sql.FindJob, PostgreSqlJobs.Whole, cancellationToken, ("id", jobId)).ConfigureAwait(false) is [var found]
            ? found.Job
            : null;

    public async ValueTask<Page<Job>> ListJobsAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Add("j.seq < @before", "before", page.Before).With("size", page.Size + 1);
        return page.PageOf(await _database.QueryAsync(
            $"{_sql.Jobs}{chosen.Where} ORDER BY j.seq DESC LIMIT @size",
            row => (row.GetInt64(0), PostgreSqlJobs.Job(row)),
            cancellationToken,
            chosen.Parameters).ConfigureAwait(false));
    }

    public async ValueTask<bool> RetryJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        await _database.ExecuteAsync(_sql.RunJobAgain, cancellationToken, ("id", jobId)).ConfigureAwait(false) == 1;

    public async ValueTask<bool> CancelJobAsync(string jobId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return await _database.ExecuteAsync(_sql.CancelJob, cancellationToken, ("id", jobId), ("reason", reason)).ConfigureAwait(false) == 1;
    }

    public async ValueTask<int> PurgeJobsAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And("j.settled_at <= now() - @age").With("age", age).With("max", max);
        return await _database.ExecuteAsync(
            _sql.PurgeJobs.Replace("{0}", chosen.Where, StringComparison.Ordinal), cancellationToken, chosen.Parameters).ConfigureAwait(false);
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose()
    {
        _jobAdditions.Dispose();
        _jobResults.Dispose();
    }

    private static (long Seq, LeasedJob? Leased) Read(NpgsqlDataReader row)
    {
        try
        {
            return (row.GetInt64(0), PostgreSqlJobs.Whole(row));
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException)
        {
            // A time that .NET does not know.
            return (row.GetInt64(0), null);
        }
    }

    private async Task<IReadOnlyList<Task<JobAddition?>>> AddJobsAsync(IReadOnlyList<(Job Job, TimeSpan? Lease)> calls)
    {
        using var connection = await _database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var results = new Task<JobAddition?>?[calls.Count];
        var added = await PostgreSqlJobs.AddAsync(connection, _sql, calls).ConfigureAwait(false);
        for (var i = 0; i < calls.Count; i++)
        {
            var (job, lease) = calls[i];
            if (added.TryGetValue(job.Id, out var due))
            {
                var stored = job with { DueAt = due, AttemptCount = lease is null ? 0 : 1 };
                results[i] = Task.FromResult<JobAddition?>(new(stored, true, lease is null ? null : new(stored, 1)));
            }
        }

        if (added.Count < calls.Count)
        {
            await FindEarlierAsync(connection, calls, results).ConfigureAwait(false);
        }

        return results!;
    }

    /// <summary>What goes wrong here is theirs who ask: the others' jobs have been added.</summary>
    private async Task FindEarlierAsync(NpgsqlConnection connection, IReadOnlyList<(Job Job, TimeSpan? Lease)> calls, Task<JobAddition?>?[] results)
    {
        var left = Array.FindAll([.. Enumerable.Range(0, calls.Count)], i => results[i] is null);
        try
        {
            var found = await PostgreSqlJobs.FindKeysAsync(connection, _sql, Array.ConvertAll(left, i => calls[i])).ConfigureAwait(false);
            foreach (var i in left)
            {
                var (job, lease) = calls[i];
                if (found.TryGetValue(PostgreSqlJobs.KeyOf(job), out var earlier))
                {
                    // The lease is that of the first one who asks for it.
                    var isMine = earlier.IsLeased && lease is not null;
                    found[PostgreSqlJobs.KeyOf(job)] = (earlier.Stored, earlier.IsLeased && !isMine);
                    results[i] = Task.FromResult<JobAddition?>(new(earlier.Stored.Job, false, isMine ? earlier.Stored : null));
                }
                else
                {
                    results[i] = Task.FromResult<JobAddition?>(null);
                }
            }
        }
        catch (Exception e)
        {
            foreach (var i in left)
            {
                results[i] ??= Task.FromException<JobAddition?>(e);
            }
        }
    }

    private async Task<IReadOnlyList<Task<bool>>> RecordJobsAsync(IReadOnlyList<(LeasedJob Leased, JobTransition Transition)> results)
    {
        using var connection = await _database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var recorded = await PostgreSqlJobs.RecordAsync(connection, _sql, results).ConfigureAwait(false);
        return [.. results.Select(result => Task.FromResult(recorded.Remove((result.Leased.Job.Id, result.Leased.FencingToken))))];
    }
}
