namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// The statements of <see cref="PostgreSqlOrder"/>. A number of the sequence of deliveries is the order: it is taken after the publishing
/// began and before its commit returns, on whichever node, and it goes with no clock.
/// </summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlOrderSql(string schema)
{
    /// <summary>How long rows are blocked, by the first of them and by what is leased.</summary>
    public string Look { get; } = $"""
        SELECT e.id, greatest(r.due_at, {LeasedUntil(schema, "e.id")}) - now()
        FROM unnest(@endpoints) AS e (id) LEFT JOIN LATERAL ({FirstOf(schema, "e.id")}) r ON true
        """;

    /// <summary>
    /// Fills the rows that are empty with what is due, and locks all of them, so that nodes take turns. What has been added since is behind
    /// all that was.
    /// </summary>
    public string Fill { get; } = $"""
        WITH row AS MATERIALIZED (
            SELECT s.endpoint, pg_advisory_xact_lock(hashtextextended('{schema}.row.' || s.endpoint, 0))
            FROM (SELECT endpoint FROM unnest(@endpoints) AS e (endpoint) ORDER BY endpoint) s),
        waiting AS MATERIALIZED (
            SELECT p.delivery_seq FROM row CROSS JOIN LATERAL (
                SELECT delivery_seq FROM {schema}.pending WHERE is_due AND endpoint_id = row.endpoint AND place IS NULL) p
            WHERE NOT EXISTS (SELECT FROM {schema}.pending q WHERE q.place IS NOT NULL AND q.endpoint_id = row.endpoint))
        UPDATE {schema}.pending p SET place = coalesce(p.behind, p.delivery_seq)
        WHERE p.delivery_seq = ANY (ARRAY(SELECT delivery_seq FROM waiting)) AND p.place IS NULL
        """;

    /// <summary>
    /// Leases the first of each row, while nothing else of its endpoint is leased. It goes with <see cref="Fill"/> in one transaction: what
    /// the node before has leased it sees, because it looks anew.
    /// </summary>
    public string Take { get; } = $"""
        WITH first AS MATERIALIZED (
            SELECT r.*, s.endpoint, s.probe FROM unnest(@endpoints, @probes) AS s (endpoint, probe)
            CROSS JOIN LATERAL ({FirstOf(schema, "s.endpoint")} FOR NO KEY UPDATE) r
            WHERE r.due_at <= now() AND {LeasedUntil(schema, "s.endpoint")} IS NULL),
        probed AS (
            UPDATE {schema}.health h SET held_until = now() + @length
            WHERE h.held_until <= now() AND h.endpoint_id IN (SELECT endpoint FROM first WHERE probe) RETURNING h.endpoint_id),
        due AS MATERIALIZED (SELECT * FROM first WHERE NOT probe OR endpoint IN (SELECT endpoint_id FROM probed)),
        {PostgreSqlDeliverySql.LeasedOf(schema, "e.body")}
        """;

    private static string FirstOf(string schema, string endpoint) => $"""
        SELECT p.ctid AS place, p.due_at, p.token, p.is_leased FROM {schema}.pending p
        WHERE p.place IS NOT NULL AND p.endpoint_id = {endpoint} ORDER BY p.place LIMIT 1
        """;

    // Twice the length, since another node may have leased later than this transaction began, or for longer.
    private static string LeasedUntil(string schema, string endpoint) => $"""
        (SELECT max(l.due_at) FROM {schema}.pending l
        WHERE NOT l.is_due AND l.due_at > now() AND l.due_at <= now() + 2 * @length AND l.endpoint_id = {endpoint} AND l.is_leased)
        """;
}
