namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlJobStore"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlJobSql(string schema)
{
    private const string JobColumns = """
        j.seq, j.id, j.kind, j.subject, j.organization_id, j.key, j.content_type, j.created_at, j.state, j.reason, j.result, j.attempt_count,
        j.due_at, j.settled_at, j.token
        """;

    /// <summary>
    /// Those whose key is taken are passed over: without waiting, unless another node adds the same key at this moment. In the order of the
    /// keys, so that two nodes do not wait for each other.
    /// </summary>
    public string AddJobs { get; } = $"""
        INSERT INTO {schema}.job (id, kind, subject, organization_id, key, body, content_type, created_at, attempt_count, token, due_at)
        SELECT a.id, a.kind, a.subject, a.organization, a.key, a.body, a.content_type, a.created, l.leased, l.leased, now() + coalesce(a.lease, interval '0')
        FROM unnest(@ids, @kinds, @subjects, @organizations, @keys, @bodies, @content_types, @created, @leases) WITH ORDINALITY
            AS a (id, kind, subject, organization, key, body, content_type, created, lease, n)
        CROSS JOIN LATERAL (SELECT CASE WHEN a.lease IS NULL THEN 0 ELSE 1 END AS leased) l
        WHERE NOT EXISTS (SELECT FROM {schema}.job j WHERE j.kind = a.kind AND j.subject = a.subject AND j.key = a.key)
        ORDER BY a.kind, a.subject, a.key, a.n
        ON CONFLICT (kind, subject, key) WHERE key IS NOT NULL DO NOTHING
        RETURNING id, due_at
        """;

    /// <summary>
    /// Those that have one of these keys; what is due is leased to those who ask for it with a length. Whatever somebody else holds at this
    /// moment is not.
    /// </summary>
    public string FindJobKeys { get; } = $"""
        WITH asked AS MATERIALIZED (
            SELECT j.seq, a.lease FROM unnest(@kinds, @subjects, @keys, @leases) AS a (kind, subject, key, lease)
            JOIN {schema}.job j ON j.kind = a.kind AND j.subject = a.subject AND j.key = a.key),
        due AS MATERIALIZED (
            SELECT j.seq, (SELECT max(asked.lease) FROM asked WHERE asked.seq = j.seq) AS lease FROM {schema}.job j
            WHERE j.seq IN (SELECT seq FROM asked WHERE lease IS NOT NULL) AND j.state = 0 AND j.due_at <= now()
            ORDER BY j.seq FOR NO KEY UPDATE SKIP LOCKED),
        leased AS (
            UPDATE {schema}.job j SET token = j.token + 1, attempt_count = j.attempt_count + 1, due_at = now() + due.lease
            FROM due WHERE j.seq = due.seq RETURNING {JobColumns}, j.body, true)
        SELECT * FROM leased
        UNION ALL SELECT {JobColumns}, j.body, false FROM {schema}.job j WHERE j.seq IN (SELECT seq FROM asked) AND j.seq NOT IN (SELECT seq FROM leased)
        """;

    public string Jobs { get; } = $"SELECT {JobColumns} FROM {schema}.job j";

    public string FindJob { get; } = $"SELECT {JobColumns}, j.body FROM {schema}.job j WHERE j.id = @id";

    public string LeaseJobs { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT seq FROM {schema}.job WHERE kind = @kind AND state = 0 AND due_at <= now()
            ORDER BY due_at, seq LIMIT @max FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE {schema}.job j SET token = j.token + 1, attempt_count = j.attempt_count + 1, due_at = now() + @length FROM due WHERE j.seq = due.seq
        RETURNING {JobColumns}, j.body
        """;

    public string SetJobsAside { get; } =
        $"UPDATE {schema}.job SET token = token + 1, state = 2, reason = @reason, settled_at = now() WHERE seq = ANY (@seqs) AND state = 0";

    public string NextJobDue { get; } =
        $"SELECT greatest(due_at - now(), interval '0') FROM {schema}.job WHERE kind = @kind AND state = 0 ORDER BY due_at LIMIT 1";

    /// <summary>The token is used up, so that the same lease cannot be recorded twice.</summary>
    public string RecordJobs { get; } = $"""
        WITH given AS MATERIALIZED (
            SELECT j.seq, r.* FROM unnest(@ids, @tokens, @states, @reasons, @results, @uncounted, @delays)
                AS r (id, token, state, reason, result, uncounted, delay)
            JOIN {schema}.job j ON j.id = r.id AND j.token = r.token AND j.state = 0
            ORDER BY j.seq FOR NO KEY UPDATE OF j)
        UPDATE {schema}.job j
        SET token = j.token + 1, state = g.state, reason = g.reason, result = coalesce(g.result, j.result), attempt_count = j.attempt_count - g.uncounted,
            due_at = now() + g.delay, settled_at = CASE WHEN g.state <> 0 THEN now() END
        FROM given g WHERE j.seq = g.seq
        RETURNING j.id, g.token
        """;

    public string ExtendJob { get; } =
        $"UPDATE {schema}.job SET due_at = now() + @length, result = coalesce(@result, result) WHERE id = @id AND token = @token AND state = 0";

    public string RemoveJob { get; } = $"DELETE FROM {schema}.job WHERE id = @id AND token = @token AND state = 0";

    public string RunJobAgain { get; } = $"""
        UPDATE {schema}.job SET token = token + 1, state = 0, reason = NULL, attempt_count = 0, due_at = now(), settled_at = NULL
        WHERE id = @id AND state <> 0
        """;

    public string CancelJob { get; } =
        $"UPDATE {schema}.job SET token = token + 1, state = 3, reason = @reason, settled_at = now() WHERE id = @id AND state = 0";

    public string PurgeJobs { get; } =
        $$"""DELETE FROM {{schema}}.job WHERE seq IN (SELECT j.seq FROM {{schema}}.job j{0} LIMIT @max FOR UPDATE SKIP LOCKED)""";
}
