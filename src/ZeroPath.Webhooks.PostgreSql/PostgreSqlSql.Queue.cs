namespace ZeroPath.Webhooks.PostgreSql;

internal sealed partial class PostgreSqlSql
{
    /// <summary>Jumps from endpoint to endpoint, and sees one row of each lane however many there are.</summary>
    public string Lanes { get; } = $"""
        WITH RECURSIVE endpoint (id) AS (
            SELECT min(endpoint_id) FROM {schema}.pending
            UNION ALL
            SELECT (SELECT min(p.endpoint_id) FROM {schema}.pending p WHERE p.endpoint_id > endpoint.id) FROM endpoint WHERE endpoint.id IS NOT NULL)
        SELECT e.id, h.held_until - now(), coalesce(h.failure_streak, 0),
            (SELECT p.due_at FROM {schema}.pending p WHERE p.endpoint_id = e.id AND least(p.attempt_count, 1) = 0 ORDER BY p.due_at LIMIT 1) - now(),
            (SELECT p.due_at FROM {schema}.pending p WHERE p.endpoint_id = e.id AND least(p.attempt_count, 1) = 1 ORDER BY p.due_at LIMIT 1) - now()
        FROM endpoint e LEFT JOIN {schema}.health h ON h.endpoint_id = e.id WHERE e.id IS NOT NULL
        """;

    /// <summary>
    /// Of endpoints that are held, the one probe is taken by whoever comes first. The planner thinks that a lease is a tenth of the queue, and
    /// would read whole tables for that: limits of one and arrays of places leave it no choice but to look up each row.
    /// </summary>
    public string LeaseDue { get; } = $"""
        WITH share AS MATERIALIZED (SELECT * FROM unnest(@endpoints, @retries, @counts, @probes) AS s (endpoint, retry, count, probe)),
        probed AS (
            UPDATE {schema}.health h SET held_until = now() + @length
            WHERE h.held_until <= now() AND h.endpoint_id IN (SELECT endpoint FROM share WHERE probe) RETURNING h.endpoint_id),
        due AS MATERIALIZED (
            SELECT d.* FROM share s CROSS JOIN LATERAL (
                SELECT p.ctid AS place, p.due_at FROM {schema}.pending p
                WHERE p.endpoint_id = s.endpoint AND least(p.attempt_count, 1) = s.retry AND p.due_at <= now()
                ORDER BY p.due_at, p.delivery_seq LIMIT s.count FOR NO KEY UPDATE SKIP LOCKED) d
            WHERE NOT s.probe OR s.endpoint IN (SELECT endpoint_id FROM probed)),
        leased AS (
            UPDATE {schema}.pending p SET token = token + 1, due_at = now() + @length, is_leased = true
            FROM due WHERE p.ctid = ANY (ARRAY(SELECT place FROM due)) AND p.ctid = due.place
            RETURNING p.delivery_seq, p.token, p.attempt_count, p.endpoint_id, due.due_at AS was_due_at)
        SELECT l.delivery_seq, d.id, l.token, l.endpoint_id, l.attempt_count, e.id, e.type, e.body, now() - l.was_due_at, e.traceparent
        FROM leased l
        LEFT JOIN LATERAL (SELECT id, event_seq FROM {schema}.delivery WHERE seq = l.delivery_seq LIMIT 1) d ON true
        LEFT JOIN LATERAL (SELECT id, type, body, traceparent FROM {schema}.event WHERE seq = d.event_seq LIMIT 1) e ON true
        ORDER BY l.was_due_at, l.delivery_seq
        """;

    public string QueueDepth { get; } = $"""
        SELECT count(*) FILTER (WHERE due_at <= now()), count(*) FILTER (WHERE due_at > now() AND is_leased)
        FROM (SELECT due_at, is_leased FROM {schema}.pending LIMIT @max) p
        """;

    /// <summary>In the order of the ids, so that two nodes do not wait for each other.</summary>
    public string Observe { get; } = $"""
        INSERT INTO {schema}.health (endpoint_id) SELECT unnest(@endpoints) ORDER BY 1 ON CONFLICT DO NOTHING;
        SELECT FROM {schema}.health WHERE endpoint_id = ANY (@endpoints) ORDER BY endpoint_id FOR NO KEY UPDATE;
        UPDATE {schema}.health h SET
            success_rate = coalesce(h.success_rate + (s.rate - h.success_rate) * s.weight, s.rate),
            latency = coalesce(h.latency + (s.latency - h.latency) * s.latency_weight, s.latency, h.latency),
            failure_streak = CASE WHEN s.succeeded THEN 0 ELSE h.failure_streak END + s.streak,
            failing_since = CASE WHEN s.streak = 0 THEN NULL WHEN s.succeeded OR h.failing_since IS NULL THEN now() ELSE h.failing_since END,
            last_success_at = CASE WHEN s.succeeded THEN now() ELSE h.last_success_at END,
            last_failure_at = CASE WHEN s.failed THEN now() ELSE h.last_failure_at END,
            held_until = CASE WHEN s.succeeded THEN NULL ELSE h.held_until END,
            holds = CASE WHEN s.succeeded THEN 0 ELSE h.holds END
        FROM unnest(@endpoints, @rates, @weights, @latencies, @latency_weights, @streaks, @succeeded, @failed)
            AS s (endpoint, rate, weight, latency, latency_weight, streak, succeeded, failed)
        WHERE h.endpoint_id = s.endpoint
        """;

    public string Hold { get; } = $"""
        INSERT INTO {schema}.health AS h (endpoint_id, held_until, holds) VALUES (@endpoint, now() + @length::interval, CASE WHEN @length::interval IS NULL THEN 0 ELSE 1 END)
        ON CONFLICT (endpoint_id) DO UPDATE SET held_until = now() + @length::interval, holds = CASE WHEN @length::interval IS NULL THEN 0 ELSE h.holds + 1 END
        """;

    public string Health { get; } = $"""
        SELECT endpoint_id, success_rate, latency, failure_streak, now() - failing_since, last_success_at, last_failure_at,
            CASE WHEN held_until IS NOT NULL THEN greatest(held_until - now(), interval '0') END, holds
        FROM {schema}.health
        WHERE success_rate IS NOT NULL AND (@endpoints::text[] IS NULL OR endpoint_id = ANY (@endpoints::text[]))
        ORDER BY endpoint_id COLLATE "C"
        """;
}
