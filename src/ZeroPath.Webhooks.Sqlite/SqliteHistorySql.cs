namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteHistory"/>.</summary>
internal static class SqliteHistorySql
{
    public const string Events = """
        SELECT seq, id, type, organization_id, repository_id, published_at, idempotency_key, content_hash, traceparent,
            deadline
        FROM zeropath_event e
        """;

    public const string Deliveries = """
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason, d.attempt_count,
            d.settled_at, d.due_at, d.deadline
        FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq
        """;

    public const string Attempts = """
        SELECT a.number, a.started_at, a.duration_us, a.outcome, a.status, a.response, a.retry_after_ms, a.detail
        FROM zeropath_attempt a JOIN zeropath_delivery d ON d.seq = a.delivery_seq
        WHERE d.id = $id ORDER BY a.token
        """;

    public const string ReadBody = "SELECT body FROM zeropath_event WHERE seq = $seq AND body IS NOT NULL";

    public const string StatisticsOf =
        "SELECT d.created_at / $interval AS interval, d.state AS state, d.settled_at - d.created_at AS latency "
        + "FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq";

    /// <summary>The percentiles are nearest ranks, as <c>percentile_disc</c>.</summary>
    public const string Statistics = """
        WITH chosen AS ({0}),
        ranked AS (
            SELECT interval, latency, row_number() OVER (PARTITION BY interval ORDER BY latency) AS rank,
                count(*) OVER (PARTITION BY interval) AS total
            FROM chosen WHERE state = 1),
        percentiles AS (
            SELECT interval,
                min(CASE WHEN rank >= 0.50 * total THEN latency END) AS p50,
                min(CASE WHEN rank >= 0.95 * total THEN latency END) AS p95,
                min(CASE WHEN rank >= 0.99 * total THEN latency END) AS p99
            FROM ranked GROUP BY interval),
        counts AS (
            SELECT interval, sum(state = 0) AS pending, sum(state = 1) AS succeeded, sum(state = 2) AS failed, sum(state = 3) AS cancelled
            FROM chosen GROUP BY interval)
        SELECT c.interval, c.pending, c.succeeded, c.failed, c.cancelled, p.p50, p.p95, p.p99
        FROM counts c LEFT JOIN percentiles p ON p.interval = c.interval ORDER BY c.interval
        """;

    public const string QueueDepth = """
        SELECT count(*) FILTER (WHERE due_at <= $now), count(*) FILTER (WHERE due_at > $now AND was_due_at IS NOT NULL)
        FROM (SELECT due_at, was_due_at FROM zeropath_delivery WHERE state = 0 LIMIT $max)
        """;
}
