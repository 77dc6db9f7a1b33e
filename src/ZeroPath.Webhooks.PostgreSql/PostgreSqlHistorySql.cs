namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlHistory"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlHistorySql(string schema)
{
    public string Events { get; } = $"""
        SELECT e.seq, e.id, e.type, e.organization_id, e.repository_id, e.published_at, e.body, e.idempotency_key, e.content_hash,
            e.traceparent, e.deadline
        FROM {schema}.event e
        """;

    public string Deliveries { get; } = $"""
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason,
            coalesce(p.attempt_count, d.attempt_count), d.settled_at, p.due_at, d.event_seq, p.deadline
        FROM {schema}.delivery d JOIN {schema}.event e ON e.seq = d.event_seq LEFT JOIN {schema}.pending p ON p.delivery_seq = d.seq
        """;

    public string Attempts { get; } = $"""
        SELECT a.number, a.started_at, a.duration, a.outcome, a.status, a.response, a.retry_after, a.detail
        FROM {schema}.attempt a JOIN {schema}.delivery d ON d.seq = a.delivery_seq
        WHERE d.id = @id ORDER BY a.token
        """;

    /// <summary>In one statement, lest what is merged in between be counted twice.</summary>
    public string Figures { get; } = $"""
        SELECT endpoint_id, hour, counts FROM {schema}.figure_hour
        WHERE endpoint_id = ANY (@endpoints) AND hour > coalesce(@from, '-infinity'::timestamptz) - interval '1 hour'
            AND hour < coalesce(@to, 'infinity'::timestamptz)
        UNION ALL
        SELECT endpoint_id, minute, 0 || ' ' || attempt_number || ' ' || outcome || ' ' || state || ' ' || latency || ' ' || count
        FROM {schema}.figure
        WHERE endpoint_id = ANY (@endpoints) AND minute >= coalesce(@from, '-infinity'::timestamptz)
            AND minute < coalesce(@to, 'infinity'::timestamptz)
        """;

    public string QueueDepth { get; } = $"""
        SELECT count(*) FILTER (WHERE due_at <= now()), count(*) FILTER (WHERE due_at > now() AND is_leased)
        FROM (SELECT due_at, is_leased FROM {schema}.pending LIMIT @max) p
        """;
}
