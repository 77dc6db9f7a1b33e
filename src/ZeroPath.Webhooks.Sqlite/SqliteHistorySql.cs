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

    public const string AddFigure = """
        INSERT INTO zeropath_figure (endpoint_id, minute, attempt_number, outcome, state, latency, count)
        VALUES ($endpoint, $minute, $number, $outcome, $state, $latency, $count)
        ON CONFLICT (endpoint_id, minute, attempt_number, outcome, state, latency) DO UPDATE SET count = count + excluded.count
        """;

    /// <summary>Of the endpoints of a JSON array. In one statement, lest what is merged in between be counted twice.</summary>
    public const string Figures = """
        SELECT endpoint_id, hour, counts FROM zeropath_figure_hour
        WHERE endpoint_id IN (SELECT value FROM json_each($endpoints)) AND hour > $after AND hour < $to
        UNION ALL
        SELECT endpoint_id, minute, 0 || ' ' || attempt_number || ' ' || outcome || ' ' || state || ' ' || latency || ' ' || count
        FROM zeropath_figure
        WHERE endpoint_id IN (SELECT value FROM json_each($endpoints)) AND minute >= $from AND minute < $to
        """;

    /// <summary>What is leased is not due. In two parts, each with an index of its own: the table has all that is settled too.</summary>
    public const string QueueDepth = """
        SELECT count(*) FILTER (WHERE due_at <= $now), count(*) FILTER (WHERE due_at > $now AND was_due_at IS NOT NULL)
        FROM (
            SELECT due_at, NULL AS was_due_at FROM zeropath_delivery WHERE state = 0 AND is_due = 1
            UNION ALL SELECT due_at, was_due_at FROM zeropath_delivery WHERE state = 0 AND is_due = 0
            LIMIT $max)
        """;
}
