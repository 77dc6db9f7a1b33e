using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlJobStore"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlJobSql(string schema)
{
    private const string Columns = """
        j.seq, j.id, j.kind, j.subject, j.handler, j.organization_id, j.key, j.content_type, j.created_at, j.state, j.reason, j.result,
        j.starts, j.due_at, j.settled_at, j.token, j.traceparent
        """;

    /// <summary>How often a job was started, once more.</summary>
    private const string NextStart = "least(greatest(j.starts, 0), 2147483646) + 1";

    private static readonly string Next = PostgreSqlSchema.Next("j.token");

    /// <summary>
    /// Those whose key is taken are passed over: without waiting, unless another node adds the same key at this moment. In the order of the
    /// keys, so that two nodes do not wait for each other. None is younger than the database's time, by which deliveries are settled: a
    /// bulk redelivery would take what it has sent itself for older.
    /// </summary>
    public string Add { get; } = $"""
        INSERT INTO {schema}.job (id, kind, subject, handler, organization_id, key, body, content_type, traceparent, created_at, starts,
            token, due_at)
        SELECT a.id, a.kind, a.subject, a.handler, a.organization, a.key, a.body, a.content_type, a.trace, least(a.created, now()),
            l.leased, l.leased, now() + coalesce(a.lease, interval '0')
        FROM unnest(@ids, @kinds, @subjects, @handlers, @organizations, @keys, @bodies, @content_types, @traces, @created, @leases)
            WITH ORDINALITY
            AS a (id, kind, subject, handler, organization, key, body, content_type, trace, created, lease, n)
        CROSS JOIN LATERAL (SELECT CASE WHEN a.lease IS NULL THEN 0 ELSE 1 END AS leased) l
        WHERE NOT EXISTS (
            SELECT FROM {schema}.job j WHERE j.kind = a.kind AND j.subject = a.subject AND j.handler = a.handler AND j.key = a.key)
        ORDER BY a.kind, a.subject, a.key, a.n
        ON CONFLICT (kind, subject, handler, key) WHERE key IS NOT NULL DO NOTHING
        RETURNING id, due_at
        """;

    /// <summary>
    /// Those that have one of these keys; what is due is leased to those who ask for it with a length. Whatever somebody else holds at this
    /// moment is not.
    /// </summary>
    public string FindKeys { get; } = $"""
        WITH asked AS MATERIALIZED (
            SELECT j.seq, a.lease FROM unnest(@kinds, @subjects, @handlers, @keys, @leases) AS a (kind, subject, handler, key, lease)
            JOIN {schema}.job j ON j.kind = a.kind AND j.subject = a.subject AND j.handler = a.handler AND j.key = a.key),
        due AS MATERIALIZED (
            SELECT j.seq, (SELECT max(asked.lease) FROM asked WHERE asked.seq = j.seq) AS lease FROM {schema}.job j
            WHERE j.seq IN (SELECT seq FROM asked WHERE lease IS NOT NULL) AND j.state = 0 AND j.due_at <= now()
            ORDER BY j.seq FOR NO KEY UPDATE SKIP LOCKED),
        leased AS (
            UPDATE {schema}.job j SET token = {Next}, starts = {NextStart}, due_at = now() + due.lease
            FROM due WHERE j.seq = due.seq RETURNING {Columns}, j.body, true)
        SELECT * FROM leased
        UNION ALL SELECT {Columns}, j.body, false FROM {schema}.job j
            WHERE j.seq IN (SELECT seq FROM asked) AND j.seq NOT IN (SELECT seq FROM leased)
        """;

    public string Jobs { get; } = $"SELECT {Columns} FROM {schema}.job j";

    public string Mark { get; } = JobMark.Sql($"{schema}.job", isOfOrganization: false);

    public string MarkOfOrganization { get; } = JobMark.Sql($"{schema}.job", isOfOrganization: true);

    public string Find { get; } = $"SELECT {Columns}, j.body FROM {schema}.job j WHERE j.id = @id";

    public string Handlers { get; } = $"SELECT DISTINCT handler FROM {schema}.job WHERE kind = @kind AND state = 0";

    /// <summary>
    /// For each handler by itself, so that the index gives them in their order and nothing of other handlers is looked at.
    /// </summary>
    public string Lease { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT d.seq FROM unnest(@handlers) AS h (handler) CROSS JOIN LATERAL (
                SELECT seq, due_at FROM {schema}.job
                WHERE kind = @kind AND handler = h.handler AND state = 0 AND due_at <= now()
                ORDER BY due_at, seq LIMIT @max FOR NO KEY UPDATE SKIP LOCKED) d
            ORDER BY d.due_at, d.seq LIMIT @max)
        UPDATE {schema}.job j SET token = {Next}, starts = {NextStart}, due_at = now() + @length FROM due WHERE j.seq = due.seq
        RETURNING {Columns}, j.body
        """;

    public string SetAside { get; } =
        $"UPDATE {schema}.job j SET token = {Next}, state = 2, reason = @reason, settled_at = now() WHERE seq = ANY (@seqs) AND state = 0";

    public string NextDue { get; } = $"""
        SELECT min(d.due_at), now() FROM unnest(@handlers) AS h (handler) CROSS JOIN LATERAL (
            SELECT due_at FROM {schema}.job
            WHERE kind = @kind AND handler = h.handler AND state = 0 ORDER BY due_at LIMIT 1) d
        """;

    /// <summary>A lease that ends uses its token up, so that it cannot be recorded twice.</summary>
    public string Record { get; } = $"""
        WITH given AS MATERIALIZED (
            SELECT j.seq, r.* FROM unnest(@ids, @tokens, @states, @reasons, @results, @uncounted, @delays, @ends, @removes)
                AS r (id, token, state, reason, result, uncounted, delay, ends, removes)
            JOIN {schema}.job j ON j.id = r.id AND j.token = r.token AND j.state = 0
            ORDER BY j.seq FOR UPDATE OF j),
        removed AS (DELETE FROM {schema}.job WHERE seq IN (SELECT seq FROM given WHERE removes)),
        changed AS (
            UPDATE {schema}.job j
            SET token = j.token + g.ends, state = g.state, reason = CASE WHEN g.ends = 1 THEN g.reason ELSE j.reason END,
                result = coalesce(g.result, j.result), starts = greatest(j.starts - g.uncounted, 0),
                due_at = now() + g.delay, settled_at = CASE WHEN g.state <> 0 THEN now() END
            FROM given g WHERE j.seq = g.seq AND NOT g.removes)
        SELECT id, token FROM given
        """;

    public string Retry { get; } = $"""
        UPDATE {schema}.job j SET token = {Next}, state = 0, reason = NULL, starts = 0, due_at = now(), settled_at = NULL
        WHERE id = @id AND state <> 0
        """;

    public string Cancel { get; } =
        $"UPDATE {schema}.job j SET token = {Next}, state = 3, reason = @reason, settled_at = now() WHERE id = @id AND state = 0";

    public string Purge { get; } =
        $$"""DELETE FROM {{schema}}.job WHERE seq IN (SELECT seq FROM {{schema}}.job{0} LIMIT @max FOR UPDATE SKIP LOCKED)""";

    /// <summary>
    /// Adds what the host is to be told of deliveries that failed, from a part of a statement with the columns
    /// notice, body, endpoint_id and id.
    /// </summary>
    public static string AddNotices(string schema, string failed) => $"""
        INSERT INTO {schema}.job (id, kind, subject, handler, body, content_type, created_at, starts, token, due_at)
        SELECT notice, '{JobKinds.FailureNotice}', endpoint_id, '', body, 'application/json', now(), 0, 0, now() FROM {failed} ORDER BY id
        """;
}
