using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Jobs as rows, and what becomes of them on a connection.</summary>
internal static class PostgreSqlJobs
{
    /// <summary>The column after those of <see cref="Job(NpgsqlDataReader)"/>, where a statement has it.</summary>
    private const int Body = 15;

    /// <summary>A job without its body.</summary>
    public static Job Job(NpgsqlDataReader row)
    {
        var state = (JobState)row.GetInt16(8);
        return new()
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
            AttemptCount = row.GetInt32(11),
            DueAt = state == JobState.Pending ? row.Time(12) : null,
            SettledAt = row.IsDBNull(13) ? null : row.Time(13),
        };
    }

    /// <summary>A job with its body, and its fencing token.</summary>
    public static LeasedJob Whole(NpgsqlDataReader row) => new(Job(row) with { Body = row.GetFieldValue<byte[]>(Body) }, row.GetInt64(14));

    /// <summary>The jobs that were added, by id, with when they are due.</summary>
    public static async Task<Dictionary<string, DateTimeOffset>> AddAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(Job Job, TimeSpan? Lease)> calls)
    {
        var added = await connection.QueryAsync(
            sql.AddJobs,
            row => (Id: row.GetString(0), DueAt: row.Time(1)),
            CancellationToken.None,
            [
                .. Keys(calls),
                ("ids", calls.Select(call => call.Job.Id).ToArray()),
                ("organizations", calls.Select(call => call.Job.OrganizationId).ToArray()),
                ("bodies", calls.Select(call => call.Job.Body.ToArray()).ToArray()),
                ("content_types", calls.Select(call => call.Job.ContentType).ToArray()),
                ("created", calls.Select(call => call.Job.CreatedAt.ToUniversalTime()).ToArray()),
            ]).ConfigureAwait(false);
        return added.ToDictionary(row => row.Id, row => row.DueAt);
    }

    /// <summary>The jobs that have the keys of calls, by key, each with whether it was leased just now.</summary>
    public static async Task<Dictionary<(string, string, string?), (LeasedJob Stored, bool IsLeased)>> FindKeysAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(Job Job, TimeSpan? Lease)> calls)
    {
        var found = await connection.QueryAsync(
            sql.FindJobKeys, row => (Stored: Whole(row), IsLeased: row.GetBoolean(Body + 1)), CancellationToken.None, Keys(calls)).ConfigureAwait(false);
        return found.ToDictionary(row => KeyOf(row.Stored.Job));
    }

    public static (string Kind, string Subject, string? Key) KeyOf(Job job) => (job.Kind, job.Subject, job.Key);

    /// <summary>Which of these leases were recorded.</summary>
    public static async Task<HashSet<(string Id, long Token)>> RecordAsync(
        NpgsqlConnection connection, PostgreSqlJobSql sql, IReadOnlyList<(LeasedJob Leased, JobTransition Transition)> results)
    {
        // A lease is recorded once, as what came first.
        var distinct = results.DistinctBy(result => (result.Leased.Job.Id, result.Leased.FencingToken)).ToList();
        var recorded = await connection.QueryAsync(
            sql.RecordJobs,
            row => (row.GetString(0), row.GetInt64(1)),
            CancellationToken.None,
            ("ids", distinct.Select(result => result.Leased.Job.Id).ToArray()),
            ("tokens", distinct.Select(result => result.Leased.FencingToken).ToArray()),
            ("states", distinct.Select(result => (int)result.Transition.State).ToArray()),
            ("reasons", distinct.Select(result => result.Transition.Reason).ToArray()),
            ("results", distinct.Select(result => result.Transition.Result).ToArray()),
            ("uncounted", distinct.Select(result => result.Transition.CountsAttempt ? 0 : 1).ToArray()),
            ("delays", distinct.Select(result => result.Transition.Delay).ToArray())).ConfigureAwait(false);
        return [.. recorded];
    }

    private static (string, object?)[] Keys(IReadOnlyList<(Job Job, TimeSpan? Lease)> calls) =>
    [
        ("kinds", calls.Select(call => call.Job.Kind).ToArray()),
        ("subjects", calls.Select(call => call.Job.Subject).ToArray()),
        ("keys", calls.Select(call => call.Job.Key).ToArray()),
        ("leases", calls.Select(call => call.Lease).ToArray()),
    ];
}
