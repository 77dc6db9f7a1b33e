namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlHealth"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlHealthSql(string schema)
{
    /// <summary>
    /// In the order of the ids, so that two nodes do not wait for each other. What was stored and cannot be is counted as nothing.
    /// </summary>
    public string Observe { get; } = $"""
        INSERT INTO {schema}.health (endpoint_id) SELECT unnest(@endpoints) ORDER BY 1 ON CONFLICT DO NOTHING;
        SELECT FROM {schema}.health WHERE endpoint_id = ANY (@endpoints) ORDER BY endpoint_id FOR NO KEY UPDATE;
        UPDATE {schema}.health h SET
            success_rate = CASE WHEN h.success_rate BETWEEN 0 AND 1
                THEN h.success_rate + (s.rate - h.success_rate) * s.weight ELSE s.rate END,
            latency = CASE WHEN s.latency IS NULL THEN h.latency WHEN h.latency BETWEEN interval '0' AND interval '1 day'
                THEN h.latency + (s.latency - h.latency) * s.latency_weight ELSE s.latency END,
            failure_streak = CASE WHEN s.succeeded THEN 0 ELSE least(greatest(h.failure_streak, 0), 2147483647 - s.streak) END + s.streak,
            failing_since = CASE
                WHEN s.streak = 0 THEN NULL
                WHEN s.succeeded OR h.failing_since IS NULL THEN now()
                ELSE h.failing_since END,
            steady_since = CASE
                WHEN s.streak = 0 THEN NULL
                WHEN s.succeeded OR h.steady_since IS NULL OR h.steady_until < now() - s.gap THEN now()
                ELSE h.steady_since END,
            steady_failures = s.streak + CASE
                WHEN s.succeeded OR h.steady_since IS NULL OR h.steady_until < now() - s.gap THEN 0
                ELSE least(greatest(h.steady_failures, 0), 2147483647 - s.streak) END,
            steady_until = now(),
            last_success_at = CASE WHEN s.succeeded THEN now() ELSE h.last_success_at END,
            last_failure_at = CASE WHEN s.failed THEN now() ELSE h.last_failure_at END,
            held_until = CASE WHEN s.succeeded THEN NULL ELSE h.held_until END,
            holds = CASE WHEN s.succeeded THEN 0 ELSE h.holds END
        FROM unnest(@endpoints, @rates, @weights, @latencies, @latency_weights, @streaks, @succeeded, @failed, @gaps)
            AS s (endpoint, rate, weight, latency, latency_weight, streak, succeeded, failed, gap)
        WHERE h.endpoint_id = s.endpoint
        """;

    public string Hold { get; } = $"""
        INSERT INTO {schema}.health AS h (endpoint_id, held_until, holds)
        VALUES (@endpoint, now() + @length::interval, CASE WHEN @length::interval IS NULL THEN 0 ELSE 1 END)
        ON CONFLICT (endpoint_id) DO UPDATE
        SET held_until = now() + @length::interval,
            holds = CASE WHEN @length::interval IS NULL THEN 0 ELSE least(greatest(h.holds, 0), 2147483646) + 1 END
        """;

    public string Health { get; } = $"""
        SELECT endpoint_id, success_rate, latency, failure_streak, failing_since, last_success_at, last_failure_at, held_until, holds,
            now(), steady_since, steady_failures
        FROM {schema}.health
        WHERE success_rate IS NOT NULL AND (@endpoints::text[] IS NULL OR endpoint_id = ANY (@endpoints::text[]))
        ORDER BY endpoint_id COLLATE "C"
        """;
}
