using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Jobs as rows, and what becomes of them on a connection.</summary>
internal static class PostgreSqlJobs
{
    /// <summary>The column after those of <see cref="Row"/>, where a statement has it.</summary>
    private const int Body = 17;

    /// <summary>A job without its body.</summary>
    public static JobRow Row(NpgsqlDataReader row) => JobRow.Read(row, row.Time);

    /// <summary>A job with its body, and its fencing token.</summary>
    public static LeasedJob Whole(NpgsqlDataReader row) =>
        Row(row) switch { var (_, job, token) => new(job with { Body = row.GetFieldValue<byte[]>(Body) }, token) };

    /// <summary>The jobs that were added, by id, with when they are due.</summary>
    public static async Task<Dictionary<string, DateTimeOffset>> AddAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(Job Job, TimeSpan? Lease)> jobs)
    {
        var added = await connection.QueryAsync(
            sql.Add,
            row => (Id: row.GetString(0), DueAt: row.Time(1)),
            CancellationToken.None,
            [
                .. Keys(jobs),
                ("ids", jobs.Select(one => one.Job.Id).ToArray()),
                ("organizations", jobs.Select(one => one.Job.OrganizationId).ToArray()),
                ("bodies", jobs.Select(one => one.Job.Body.ToArray()).ToArray()),
                ("content_types", jobs.Select(one => one.Job.ContentType).ToArray()),
                ("traces", jobs.Select(one => one.Job.TraceParent).ToArray()),
                ("created", jobs.Select(one => one.Job.CreatedAt.ToUniversalTime()).ToArray()),
            ]).ConfigureAwait(false);
        return added.ToDictionary(row => row.Id, row => row.DueAt);
    }

    /// <summary>The jobs that have the keys of others, by key, each with whether it was leased just now.</summary>
    public static async Task<Dictionary<(string, string, string, string?), (LeasedJob Stored, bool IsLeased)>> FindKeysAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(Job Job, TimeSpan? Lease)> jobs)
    {
        var found = await connection.QueryAsync(
            sql.FindKeys, row => (Stored: Whole(row), IsLeased: row.GetBoolean(Body + 1)), CancellationToken.None,
            Keys(jobs)).ConfigureAwait(false);
        return found.ToDictionary(row => KeyOf(row.Stored.Job));
    }

    public static (string Kind, string Subject, string Handler, string? Key) KeyOf(Job job) =>
        (job.Kind, job.Subject, job.Handler, job.Key);

    /// <summary>Which of these leases were recorded.</summary>
    public static async Task<HashSet<(string Id, long Token)>> RecordAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(LeasedJob Leased, JobTransition Transition)> results)
    {
        // A lease ends once, as what came first says. That it was extended at the same moment makes no difference.
        var distinct = results.OrderBy(result => result.Transition.KeepsLease)
            .DistinctBy(result => (result.Leased.Job.Id, result.Leased.FencingToken)).ToList();
        var recorded = await connection.QueryAsync(
            sql.Record,
            row => (row.GetString(0), row.GetInt64(1)),
            CancellationToken.None,
            ("ids", distinct.Select(result => result.Leased.Job.Id).ToArray()),
            ("tokens", distinct.Select(result => result.Leased.FencingToken).ToArray()),
            ("states", distinct.Select(result => (int)result.Transition.State).ToArray()),
            ("reasons", distinct.Select(result => result.Transition.Reason).ToArray()),
            ("results", distinct.Select(result => result.Transition.Result).ToArray()),
            ("uncounted", distinct.Select(result => result.Transition.CountsStart ? 0 : 1).ToArray()),
            ("delays", distinct.Select(result => result.Transition.Delay).ToArray()),
            ("ends", distinct.Select(result => result.Transition.KeepsLease ? 0 : 1).ToArray()),
            ("removes", distinct.Select(result => result.Transition.Removes).ToArray())).ConfigureAwait(false);
        return [.. recorded];
    }

    private static (string, object?)[] Keys(IReadOnlyList<(Job Job, TimeSpan? Lease)> jobs) =>
    [
        ("kinds", jobs.Select(one => one.Job.Kind).ToArray()),
        ("subjects", jobs.Select(one => one.Job.Subject).ToArray()),
        ("handlers", jobs.Select(one => one.Job.Handler).ToArray()),
        ("keys", jobs.Select(one => one.Job.Key).ToArray()),
        ("leases", jobs.Select(one => one.Lease).ToArray()),
    ];
}
