namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlHistory"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlHistorySql(string schema)
{
    public string Events { get; } = $"""
        SELECT e.seq, e.id, e.type, e.organization_id, e.repository_id, e.published_at, e.body, e.idempotency_key, e.content_hash,
            e.traceparent
        FROM {schema}.event e
        """;

    public string Deliveries { get; } = $"""
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason,
            coalesce(p.attempt_count, d.attempt_count), d.settled_at, p.due_at, d.event_seq
        FROM {schema}.delivery d JOIN {schema}.event e ON e.seq = d.event_seq LEFT JOIN {schema}.pending p ON p.delivery_seq = d.seq
        """;

    public string Attempts { get; } = $"""
        SELECT a.number, a.started_at, a.duration, a.outcome, a.status, a.response, a.retry_after, a.detail
        FROM {schema}.attempt a JOIN {schema}.delivery d ON d.seq = a.delivery_seq
        WHERE d.id = @id ORDER BY a.token
        """;

    public string Statistics { get; } = $$"""
        SELECT floor(extract(epoch FROM d.created_at) * 1000 / @interval)::bigint,
            count(*) FILTER (WHERE d.state = 0), count(*) FILTER (WHERE d.state = 1),
            count(*) FILTER (WHERE d.state = 2), count(*) FILTER (WHERE d.state = 3),
            percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY d.settled_at - d.created_at) FILTER (WHERE d.state = 1)
        FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0} GROUP BY 1 ORDER BY 1
        """;

    public string QueueDepth { get; } = $"""
        SELECT count(*) FILTER (WHERE due_at <= now()), count(*) FILTER (WHERE due_at > now() AND is_leased)
        FROM (SELECT due_at, is_leased FROM {schema}.pending LIMIT @max) p
        """;
}
