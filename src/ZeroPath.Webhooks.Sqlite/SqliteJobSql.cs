using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// The statements of <see cref="SqliteJobStore"/>. Times are milliseconds since 1970, states the numbers of <see cref="JobState"/>.
/// </summary>
internal static class SqliteJobSql
{
    public const string Add = """
        INSERT INTO zeropath_job (id, kind, subject, handler, organization_id, key, content_type, traceparent, created_at, starts, token,
            due_at)
        VALUES ($id, $kind, $subject, $handler, $organization, $key, $contentType, $trace, $created, $leased, $leased, $due)
        ON CONFLICT (kind, subject, handler, key) WHERE key IS NOT NULL DO NOTHING
        """;

    /// <summary>Of the job that the same transaction has just added.</summary>
    public const string AddBody = "INSERT INTO zeropath_job_body VALUES ((SELECT max(seq) FROM zeropath_job), $body)";

    public const string Jobs = $"SELECT {Columns} FROM zeropath_job";

    /// <summary>
    /// A page of jobs, newest first. Unless those of one subject are wanted, it looks at the newest rows: the index of subjects would have
    /// all of the kind sorted first.
    /// </summary>
    public static string List(JobFilter filter, SqlFilter chosen) =>
        $"{Jobs}{(filter.Subject is null ? " NOT INDEXED" : "")}{chosen.Where} ORDER BY seq DESC LIMIT @size";

    public static readonly string Mark = JobMark.Sql("zeropath_job", isOfOrganization: false);

    public static readonly string MarkOfOrganization = JobMark.Sql("zeropath_job", isOfOrganization: true);

    public const string FindKey = $"{Jobs} WHERE kind = $kind AND subject = $subject AND handler = $handler AND key = $key";

    public const string Lease = $"""
        UPDATE zeropath_job SET token = {SqliteDeliverySql.NextToken}, starts = min(max(starts, 0), 2147483646) + 1, due_at = $until
        WHERE seq = $seq RETURNING starts, token
        """;

    /// <summary>For one handler, so that the index gives them in their order and nothing of other handlers is looked at.</summary>
    public const string Due = $"""
        {Jobs} WHERE kind = $kind AND handler = $handler AND state = 0 AND due_at <= $now
        ORDER BY due_at, seq
        """;

    public const string NextDue = "SELECT min(due_at) FROM zeropath_job WHERE kind = $kind AND handler = $handler AND state = 0";

    /// <summary>The endpoint of a delivery that has failed.</summary>
    public const string EndpointOf = "SELECT endpoint_id FROM zeropath_delivery WHERE id = $id";

    public const string Handlers = "SELECT DISTINCT handler FROM zeropath_job WHERE kind = $kind AND state = 0";

    public const string ReadBody = "SELECT body FROM zeropath_job_body WHERE job_seq = $seq";

    public const string SetAside = $"""
        UPDATE zeropath_job SET token = {SqliteDeliverySql.NextToken}, state = 2, reason = $reason, settled_at = $now WHERE seq = $seq
        """;

    /// <summary>A lease that ends uses its token up, so that it cannot be recorded twice.</summary>
    public const string Record = """
        UPDATE zeropath_job
        SET token = token + $ends, state = $state, reason = CASE WHEN $ends = 1 THEN $reason ELSE reason END,
            result = coalesce($result, result),
            starts = max(starts - $uncounted, 0), due_at = $due, settled_at = $settled
        WHERE id = $id AND token = $token AND state = 0
        """;

    public const string Remove = "DELETE FROM zeropath_job WHERE id = $id AND token = $token AND state = 0";

    public const string Retry = $"""
        UPDATE zeropath_job SET token = {SqliteDeliverySql.NextToken}, state = 0, reason = NULL, starts = 0, due_at = $now,
            settled_at = NULL
        WHERE id = $id AND state <> 0
        """;

    public const string Cancel = $"""
        UPDATE zeropath_job SET token = {SqliteDeliverySql.NextToken}, state = 3, reason = $reason, settled_at = $now
        WHERE id = $id AND state = 0
        """;

    public const string Purge = "DELETE FROM zeropath_job WHERE seq IN (SELECT seq FROM zeropath_job{0} LIMIT $max)";

    private const string Columns = """
        seq, id, kind, subject, handler, organization_id, key, content_type, created_at, state, reason, result, starts, due_at,
        settled_at, token, traceparent
        """;
}
