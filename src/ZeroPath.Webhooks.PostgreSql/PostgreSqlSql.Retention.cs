namespace ZeroPath.Webhooks.PostgreSql;

internal sealed partial class PostgreSqlSql
{
    /// <summary>What is to be purged is first locked and then looked at again, lest something be redelivered in between.</summary>
    public string OldEvents { get; } =
        $"SELECT e.seq FROM {schema}.event e WHERE e.published_at <= now() - @age AND {Finished(schema)} LIMIT @max FOR UPDATE OF e SKIP LOCKED";

    public string OldPayloads { get; } =
        $"SELECT e.seq FROM {schema}.event e WHERE e.body IS NOT NULL AND e.published_at <= now() - @age AND {Finished(schema)} LIMIT @max FOR UPDATE OF e SKIP LOCKED";

    public string OldAttempts { get; } = $"""
        SELECT e.seq FROM {schema}.event e WHERE e.seq IN (
            SELECT d.event_seq FROM {schema}.attempt a JOIN {schema}.delivery d ON d.seq = a.delivery_seq WHERE a.started_at <= now() - @age)
        AND {Finished(schema)} LIMIT @max FOR UPDATE OF e SKIP LOCKED
        """;

    /// <summary>Who writes history holds the delivery.</summary>
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

    private static string Finished(string schema) => $"""
        NOT EXISTS (SELECT FROM {schema}.delivery p WHERE p.event_seq = e.seq AND p.state = 0)
        AND coalesce((SELECT max(p.settled_at) FROM {schema}.delivery p WHERE p.event_seq = e.seq), e.published_at) <= now() - @age
        """;
}
