namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlNotices"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlNoticeSql(string schema)
{
    public string AddDisabledNotice { get; } = $"""
        INSERT INTO {schema}.notice (endpoint_id, reason) VALUES (@endpoint, @reason)
        ON CONFLICT (endpoint_id) WHERE delivery_id IS NULL
        DO UPDATE SET reason = EXCLUDED.reason, created_at = now(), due_at = now(), tries = 0, lease = NULL
        """;

    /// <summary>Several nodes that ask at once take turns from endpoint to endpoint: none waits for another.</summary>
    public string LeaseNotice { get; } = $"""
        WITH first AS MATERIALIZED (
            SELECT endpoint_id, tries FROM {schema}.notice WHERE due_at <= now() ORDER BY due_at, seq LIMIT 1 FOR UPDATE SKIP LOCKED),
        due AS MATERIALIZED (
            SELECT n.seq FROM {schema}.notice n JOIN first ON n.endpoint_id = first.endpoint_id AND n.tries = first.tries
            WHERE n.due_at <= now() ORDER BY n.due_at, n.seq LIMIT @max FOR UPDATE OF n SKIP LOCKED)
        UPDATE {schema}.notice n SET lease = @lease, due_at = now() + @length FROM due WHERE n.seq = due.seq
        RETURNING n.seq, n.endpoint_id, n.delivery_id, n.reason, n.created_at, n.tries
        """;

    public string RemoveNotice { get; } = $"DELETE FROM {schema}.notice WHERE lease = @lease";

    public string PostponeNotice { get; } =
        $"UPDATE {schema}.notice SET lease = NULL, due_at = now() + @delay, tries = tries + 1 WHERE lease = @lease";
}
