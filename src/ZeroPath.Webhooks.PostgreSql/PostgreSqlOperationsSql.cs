namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlOperations"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlOperationsSql(string schema)
{
    /// <summary>Settled, or pending and in no queue; and with its payload.</summary>
    public string Redeliverable { get; } = $"""
        (d.state <> 0 OR NOT EXISTS (SELECT FROM {schema}.pending p WHERE p.delivery_seq = d.seq)) AND e.body IS NOT NULL
        """;

    /// <summary>
    /// Leases from before are void. In a row they go to the end. The events are locked, so that none is purged meanwhile.
    /// </summary>
    public string Redeliver { get; } = $$"""
        WITH held AS MATERIALIZED (
            SELECT d.seq, d.token, d.endpoint_id FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d FOR KEY SHARE OF e),
        due AS (
            INSERT INTO {{schema}}.pending (delivery_seq, endpoint_id, due_at, token, behind)
            SELECT seq, endpoint_id, now(), token, nextval('{{schema}}.delivery_seq_seq') FROM held
            ON CONFLICT (delivery_seq) DO UPDATE SET due_at = now(), token = greatest(pending.token, excluded.token), attempt_count = 0,
                is_due = true, is_leased = false, deadline = NULL, behind = excluded.behind, place = NULL),
        figures AS (
            {{PostgreSqlFigureSql.AddChanged(schema, DeliveryState.Pending)}})
        UPDATE {{schema}}.delivery d SET was_success = (d.state = 1), state = 0, reason = NULL, settled_at = NULL
        FROM held WHERE d.seq = held.seq
        """;

    public string Cancel { get; } = $$"""
        WITH held AS MATERIALIZED (
            SELECT d.seq, d.endpoint_id FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d),
        gone AS (DELETE FROM {{schema}}.pending p USING held WHERE p.delivery_seq = held.seq RETURNING p.*),
        figures AS (
            {{PostgreSqlFigureSql.AddChanged(schema, DeliveryState.Cancelled)}})
        UPDATE {{schema}}.delivery d
        SET {{PostgreSqlDeliverySql.Cancelled("@reason")}}, attempt_count = coalesce(gone.attempt_count, d.attempt_count),
            token = {{PostgreSqlSchema.Next("coalesce(gone.token, d.token)")}}
        FROM held LEFT JOIN gone ON gone.delivery_seq = held.seq WHERE d.seq = held.seq
        """;

    /// <summary>
    /// Locks what is to be purged. It is looked at once more when it is purged, lest something be redelivered in between.
    /// </summary>
    public string OldEvents { get; } = $"""
        SELECT e.seq FROM {schema}.event e WHERE e.published_at <= now() - @age AND {Finished(schema)}
        ORDER BY e.published_at LIMIT @max FOR UPDATE OF e SKIP LOCKED
        """;

    public string OldPayloads { get; } = $"""
        SELECT e.seq FROM {schema}.event e WHERE e.body IS NOT NULL AND e.published_at <= now() - @age AND {Finished(schema)}
        ORDER BY e.published_at LIMIT @max FOR UPDATE OF e SKIP LOCKED
        """;

    /// <summary>Finds an event as often as it has old attempts.</summary>
    public string OldAttempts { get; } = $"""
        SELECT e.seq FROM {schema}.attempt a
        JOIN {schema}.delivery d ON d.seq = a.delivery_seq JOIN {schema}.event e ON e.seq = d.event_seq
        WHERE a.started_at <= now() - @age AND {Finished(schema)}
        ORDER BY a.started_at LIMIT @max FOR UPDATE OF e SKIP LOCKED
        """;

    /// <summary>Waits for whoever writes the history of a delivery, who has it locked.</summary>
    public string HoldDeliveries { get; } = $"SELECT FROM {schema}.delivery WHERE event_seq = ANY (@seqs) ORDER BY seq FOR UPDATE";

    public string PurgeEvents { get; } = $"""
        WITH gone AS (DELETE FROM {schema}.event e WHERE e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq),
        deliveries AS (DELETE FROM {schema}.delivery d USING gone WHERE d.event_seq = gone.seq RETURNING d.seq),
        attempts AS (DELETE FROM {schema}.attempt a USING deliveries d WHERE a.delivery_seq = d.seq)
        SELECT seq FROM gone
        """;

    public string PurgePayloads { get; } =
        $"UPDATE {schema}.event e SET body = NULL WHERE e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq";

    public string PurgeAttempts { get; } = $"""
        WITH gone AS (
            DELETE FROM {schema}.attempt a USING {schema}.delivery d, {schema}.event e
            WHERE a.delivery_seq = d.seq AND d.event_seq = e.seq AND e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq)
        SELECT DISTINCT seq FROM gone
        """;

    public string PurgeFigures { get; } = $"""
        DELETE FROM {schema}.figure WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {schema}.figure WHERE minute <= now() - @age LIMIT @max FOR UPDATE SKIP LOCKED))
        """;

    public string PurgeHours { get; } = $"""
        DELETE FROM {schema}.figure_hour WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {schema}.figure_hour WHERE hour <= now() - @age - interval '1 hour' LIMIT @max FOR UPDATE SKIP LOCKED))
        """;

    public string MergeFigures { get; } = PostgreSqlFigureSql.Merge(schema);

    public string PurgeActivity { get; } = $"""
        DELETE FROM {schema}.activity WHERE seq = ANY (ARRAY(
            SELECT seq FROM {schema}.activity WHERE changed_at <= now() - @age LIMIT @max FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>
    /// A delivery that is pending is settled in the infinite future. As a value and not as a condition, it is looked up for each event: the
    /// server would read all of the queue for a condition, if it planned that while the queue was empty.
    /// </summary>
    private static string Finished(string schema) => $"""
        coalesce((
            SELECT max(CASE WHEN p.state = 0
                THEN (SELECT 'infinity'::timestamptz FROM {schema}.pending q WHERE q.delivery_seq = p.seq) ELSE p.settled_at END)
            FROM {schema}.delivery p WHERE p.event_seq = e.seq), e.published_at) <= now() - @age
        """;
}
