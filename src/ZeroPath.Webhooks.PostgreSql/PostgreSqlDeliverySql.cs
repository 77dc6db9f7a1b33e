using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlDeliveries"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlDeliverySql(string schema)
{
    /// <summary>0 for first attempts, 1 for retries: what the index of the queue has.</summary>
    private const string Lane = "greatest(least(p.attempt_count, 1), 0)";

    private const string NotLeased = "NOT (p.is_leased AND p.due_at > now())";

    /// <summary>What waited until now is due.</summary>
    public string FallDue { get; } = $"""
        UPDATE {schema}.pending p SET is_due = true
        WHERE p.ctid = ANY (ARRAY(
            SELECT ctid FROM {schema}.pending WHERE NOT is_due AND due_at <= now()
            ORDER BY due_at LIMIT @max FOR NO KEY UPDATE SKIP LOCKED))
        """;

    /// <summary>
    /// The lanes of a page of the endpoints that have something due, and of those that are known to; and the first deadline of what nobody
    /// has leased. It jumps from endpoint to endpoint, and sees one row of a lane however many there are.
    /// </summary>
    public string Lanes { get; } = $"""
        WITH RECURSIVE found (id) AS (
            SELECT min(endpoint_id) FROM {schema}.pending WHERE is_due AND endpoint_id > @after
            UNION ALL
            SELECT (SELECT min(p.endpoint_id) FROM {schema}.pending p WHERE p.is_due AND p.endpoint_id > found.id)
            FROM found WHERE found.id IS NOT NULL),
        endpoint AS (
            (SELECT id, true AS is_of_page FROM found WHERE id IS NOT NULL LIMIT @size)
            UNION ALL SELECT id, false FROM unnest(@known) AS k (id))
        SELECT e.id, h.held_until, coalesce(h.failure_streak, 0), {FirstOf(schema, 0)}, {FirstOf(schema, 1)}, c.now, c.deadline,
            e.is_of_page
        FROM (SELECT now(), (
            SELECT p.deadline FROM {schema}.pending p WHERE p.deadline IS NOT NULL AND {NotLeased} ORDER BY p.deadline LIMIT 1))
            AS c (now, deadline)
        LEFT JOIN endpoint e ON true
        LEFT JOIN LATERAL (SELECT held_until, failure_streak FROM {schema}.health WHERE endpoint_id = e.id LIMIT 1) h ON true
        """;

    /// <summary>What is not due, or is leased, each delivery as a lane of its own.</summary>
    public string Waiting { get; } = $"""
        SELECT p.endpoint_id, h.held_until, coalesce(h.failure_streak, 0), CASE WHEN {Lane} = 0 THEN p.due_at END,
            CASE WHEN {Lane} = 1 THEN p.due_at END, now()
        FROM (SELECT * FROM {schema}.pending WHERE NOT is_due ORDER BY due_at LIMIT @size) p
        LEFT JOIN LATERAL (SELECT held_until, failure_streak FROM {schema}.health WHERE endpoint_id = p.endpoint_id LIMIT 1) h ON true
        ORDER BY p.due_at
        """;

    /// <summary>
    /// Leases shares of lanes. Whoever comes first takes the one probe of an endpoint that is held. The planner takes a lease for a tenth
    /// of the queue, and would read whole tables for it. Limits of one and arrays of places leave it no choice but to look up each row.
    /// </summary>
    public string LeaseDue { get; } = $"""
        WITH share AS MATERIALIZED (SELECT * FROM unnest(@endpoints, @retries, @counts, @probes) AS s (endpoint, retry, count, probe)),
        probed AS (
            UPDATE {schema}.health h SET held_until = now() + @length
            WHERE h.held_until <= now() AND h.endpoint_id IN (SELECT endpoint FROM share WHERE probe) RETURNING h.endpoint_id),
        due AS MATERIALIZED (
            SELECT d.* FROM share s CROSS JOIN LATERAL (
                SELECT p.ctid AS place, p.due_at, p.token, p.is_leased FROM {schema}.pending p
                WHERE p.is_due AND p.endpoint_id = s.endpoint AND {Lane} = s.retry AND p.due_at <= now()
                ORDER BY p.due_at, p.delivery_seq LIMIT s.count FOR NO KEY UPDATE SKIP LOCKED) d
            WHERE NOT s.probe OR s.endpoint IN (SELECT endpoint_id FROM probed)),
        {LeasedOf(schema, "e.body")}
        """;

    /// <summary>Leases what is past its deadline, without the payloads, which nobody needs any more.</summary>
    public string LeaseExpired { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT p.ctid AS place, p.due_at, p.token, p.is_leased FROM {schema}.pending p
            WHERE p.deadline <= now() AND {NotLeased} ORDER BY p.deadline LIMIT @max FOR NO KEY UPDATE SKIP LOCKED),
        {LeasedOf(schema, "''::bytea")}
        """;

    /// <summary>
    /// Cancels what is due of endpoints. Deliveries are locked before what is queued, as by all who settle them; whatever somebody else
    /// has locked, or leases meanwhile, is left out.
    /// </summary>
    public string CancelDue { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT p.delivery_seq AS seq, g.reason FROM unnest(@endpoints, @reasons) AS g (endpoint, reason) CROSS JOIN LATERAL (
                SELECT delivery_seq FROM {schema}.pending p WHERE p.is_due AND p.endpoint_id = g.endpoint
                ORDER BY {Lane}, p.due_at, p.delivery_seq LIMIT @max) p
            LIMIT @max),
        found AS MATERIALIZED (
            SELECT due.seq, due.reason FROM due CROSS JOIN LATERAL (
                SELECT FROM {schema}.delivery d WHERE d.seq = due.seq LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) d),
        gone AS (
            DELETE FROM {schema}.pending p WHERE p.delivery_seq = ANY (ARRAY(SELECT seq FROM found)) AND p.is_due
            RETURNING p.delivery_seq, p.endpoint_id, p.attempt_count, p.token),
        held AS MATERIALIZED (
            SELECT gone.*, found.reason FROM gone JOIN found ON found.seq = gone.delivery_seq),
        figures AS (
            {PostgreSqlFigureSql.AddChanged(schema, DeliveryState.Cancelled)}),
        cancelled AS (
            UPDATE {schema}.delivery d
            SET {Cancelled("held.reason")}, attempt_count = held.attempt_count, token = {PostgreSqlSchema.Next("held.token")}
            FROM held WHERE d.seq = ANY (ARRAY(SELECT delivery_seq FROM held)) AND d.seq = held.delivery_seq)
        SELECT count(*) FROM held
        """;

    /// <summary>Ends leases that nobody was told of.</summary>
    public string GiveBack { get; } = $"""
        UPDATE {schema}.pending p SET due_at = g.due, is_due = true, is_leased = false
        FROM unnest(@seqs, @tokens, @dues) AS g (seq, token, due) WHERE p.delivery_seq = g.seq AND p.token = g.token;
        UPDATE {schema}.health SET held_until = now() WHERE endpoint_id = ANY (@probes)
        """;

    /// <summary>The attempts of leases that nobody ended, of deliveries that are leased again.</summary>
    public string AddCutOff { get; } = $"""
        INSERT INTO {schema}.attempt (delivery_seq, token, number, started_at, duration, outcome, detail)
        SELECT a.seq, a.token, a.number, a.started, interval '0', '{CutOffAttempt.Outcome}', '{CutOffAttempt.Detail}'
        FROM unnest(@seqs, @tokens, @numbers, @started) AS a (seq, token, number, started)
        ON CONFLICT (delivery_seq, token) DO NOTHING
        """;

    /// <summary>Makes deliveries that cannot be read fail.</summary>
    public string SetAside { get; } = $"""
        SELECT FROM {schema}.delivery WHERE seq = ANY (@seqs) ORDER BY seq FOR NO KEY UPDATE;
        WITH gone AS (DELETE FROM {schema}.pending WHERE delivery_seq = ANY (@seqs) RETURNING *),
        failed AS (
            UPDATE {schema}.delivery d
            SET state = 2, reason = @reason, attempt_count = gone.attempt_count, settled_at = now(), token = gone.token + 1
            FROM gone WHERE d.seq = gone.delivery_seq RETURNING d.*)
        {PostgreSqlJobSql.AddNotices(
            schema, "failed JOIN unnest(@seqs, @notices, @bodies) AS n (of_seq, notice, body) ON n.of_seq = failed.seq")}
        """;

    /// <summary>
    /// Records results. A result uses its token up, so recording it once more changes nothing. All deliveries are locked, so that none is
    /// purged while its history is written. Each row is looked up once, and then known by its place, which does not change while the row is
    /// locked. The planner cannot do it otherwise, however wrong its idea of the tables is; see <see cref="LeaseDue"/>.
    /// </summary>
    public string Record { get; } = $"""
        WITH found AS MATERIALIZED (
            SELECT d.seq, d.place, r.*
            FROM unnest(@ids, @tokens, @states, @reasons, @counted, @delays,
                    @numbers, @started, @durations, @outcomes, @statuses, @responses, @retry_after, @details, @notices, @bodies)
                AS r (id, token, state, reason, counted, delay,
                    number, started, duration, outcome, status, response, retry_after, detail, notice, body)
            CROSS JOIN LATERAL (SELECT seq, ctid AS place FROM {schema}.delivery WHERE id = r.id LIMIT 1) d
            ORDER BY d.seq),
        given AS MATERIALIZED (
            SELECT f.*, d.place AS held, d.endpoint_id, d.created_at FROM found f CROSS JOIN LATERAL (
                SELECT ctid AS place, endpoint_id, created_at FROM {schema}.delivery WHERE ctid = f.place LIMIT 1 FOR NO KEY UPDATE) d),
        held AS MATERIALIZED (
            SELECT g.held AS place, p.place AS queued, g.id, g.endpoint_id, g.state, g.reason, g.delay, g.notice, g.body,
                g.number, g.outcome, g.created_at, p.token + 1 AS token,
                least(greatest(p.attempt_count, 0), 2147483646) + g.counted AS attempt_count
            FROM given g CROSS JOIN LATERAL (
                SELECT ctid AS place, token, attempt_count FROM {schema}.pending
                WHERE delivery_seq = g.seq AND token = g.token LIMIT 1 FOR NO KEY UPDATE) p),
        history AS (
            INSERT INTO {schema}.attempt (delivery_seq, token, number, started_at, duration, outcome, status, response, retry_after, detail)
            SELECT seq, token, number, started, duration, outcome, status, response, retry_after, detail
            FROM given WHERE number IS NOT NULL
            ON CONFLICT (delivery_seq, token) DO UPDATE SET number = excluded.number, started_at = excluded.started_at,
                duration = excluded.duration, outcome = excluded.outcome, status = excluded.status, response = excluded.response,
                retry_after = excluded.retry_after, detail = excluded.detail
            WHERE attempt.detail = '{CutOffAttempt.Detail}'),
        again AS (
            UPDATE {schema}.pending p
            SET token = held.token, attempt_count = held.attempt_count, due_at = now() + held.delay, is_due = false,
                is_leased = false
            FROM held WHERE p.ctid = ANY (ARRAY(SELECT queued FROM held WHERE state = 0)) AND p.ctid = held.queued),
        settled AS (DELETE FROM {schema}.pending WHERE ctid = ANY (ARRAY(SELECT queued FROM held WHERE state <> 0))),
        notices AS (
            {PostgreSqlJobSql.AddNotices(schema, "held WHERE state = 2")}),
        figures AS (
            {PostgreSqlFigureSql.Add(schema, "(SELECT * FROM held WHERE number IS NOT NULL OR state <> 0) r")})
        UPDATE {schema}.delivery d
        SET state = CASE WHEN held.state = 3 AND d.was_success THEN 1 ELSE held.state END,
            reason = CASE WHEN held.state = 3 AND d.was_success THEN NULL ELSE held.reason END,
            attempt_count = held.attempt_count, token = held.token, settled_at = now()
        FROM held WHERE d.ctid = ANY (ARRAY(SELECT place FROM held WHERE state <> 0)) AND d.ctid = held.place
        """;

    /// <summary>The places, from 1, of results that should have settled a delivery but did not.</summary>
    public string Late { get; } = $"""
        SELECT r.place FROM unnest(@ids, @tokens, @states, @reasons) WITH ORDINALITY AS r (id, token, state, reason, place)
        LEFT JOIN LATERAL (SELECT token, state, reason, was_success FROM {schema}.delivery WHERE id = r.id LIMIT 1) d ON true
        WHERE r.state <> 0 AND (d.token, d.state, d.reason) IS DISTINCT FROM (r.token + 1, r.state, r.reason)
            AND (r.state, d.was_success, d.token, d.state) IS DISTINCT FROM (3, true, r.token + 1, 1)
        """;

    /// <summary>Cancels a delivery <c>d</c>: one that had succeeded has succeeded again (D45).</summary>
    public static string Cancelled(string reason) => $"""
        state = CASE WHEN d.was_success THEN 1 ELSE 3 END, reason = CASE WHEN d.was_success THEN NULL ELSE {reason} END, settled_at = now()
        """;

    private static string FirstOf(string schema, int lane) =>
        $"(SELECT p.due_at FROM {schema}.pending p WHERE p.is_due AND p.endpoint_id = e.id AND {Lane} = {lane} ORDER BY p.due_at LIMIT 1)";

    /// <summary>What has no room for its body comes without it. Lanes take turns at the room.</summary>
    public static string LeasedOf(string schema, string body) => $"""
        leased AS (
            UPDATE {schema}.pending p SET token = {PostgreSqlSchema.Next("p.token")}, due_at = now() + @length, is_due = false,
                is_leased = true
            FROM due WHERE p.ctid = ANY (ARRAY(SELECT place FROM due)) AND p.ctid = due.place
            RETURNING p.delivery_seq, p.token, p.attempt_count, p.endpoint_id, p.deadline, due.due_at AS was_due_at,
                CASE WHEN due.is_leased THEN due.token END AS cut_off)
        SELECT x.delivery_seq, x.delivery_id, x.token, x.endpoint_id, x.attempt_count, x.event_id, x.type,
            CASE WHEN x.before < @bytes THEN x.body END, x.was_due_at, x.traceparent, now(), x.cut_off, x.deadline, x.before >= @bytes
        FROM (
            SELECT l.*, d.id AS delivery_id, e.id AS event_id, e.type, {body} AS body, e.traceparent,
                coalesce(sum(octet_length({body})) OVER (
                    ORDER BY l.turn, l.was_due_at, l.delivery_seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM (
                SELECT p.*, row_number() OVER (PARTITION BY p.endpoint_id, {Lane} ORDER BY p.was_due_at, p.delivery_seq) AS turn
                FROM leased p) l
            LEFT JOIN LATERAL (SELECT id, event_seq FROM {schema}.delivery WHERE seq = l.delivery_seq LIMIT 1) d ON true
            LEFT JOIN LATERAL (SELECT id, type, body, traceparent FROM {schema}.event WHERE seq = d.event_seq LIMIT 1) e ON true) x
        ORDER BY x.was_due_at, x.delivery_seq
        """;
}
