namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlEventWriter"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlEventSql(string schema)
{
    /// <summary>The index that refuses a second event with an idempotency key.</summary>
    public const string UniqueKey = "event_key";

    /// <summary>By both columns of the index: many organizations may have the same key.</summary>
    public const string WithKeys = " WHERE e.idempotency_key = ANY (@keys) AND coalesce(e.organization_id, '') = ANY (@organizations)";

    /// <summary>Goes before <see cref="AddEvents"/>. Deliveries are due from when the transaction began.</summary>
    public const string Now = "SELECT now();";

    /// <summary>
    /// The same for a group. One of its callers may use a key that an open transaction holds, and the others shall not wait long for that.
    /// </summary>
    public const string NowImpatiently = "SELECT now(), set_config('lock_timeout', '100', true);";

    /// <summary>Arrays hold no arrays, so the subscriptions of a delivery come as the text of an array.</summary>
    public string AddEvents { get; } = $"""
        WITH added AS (
            INSERT INTO {schema}.event
                (id, type, organization_id, repository_id, published_at, body, idempotency_key, content_hash, traceparent,
                deadline)
            SELECT * FROM unnest(@ids, @types, @organizations, @repositories, @published, @bodies, @keys, @hashes, @traces, @deadlines)
            RETURNING seq, id),
        {AddTo(schema, "added")}
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload. It cannot be purged meanwhile.</summary>
    public string AddDeliveries { get; } = $"""
        WITH held AS (SELECT seq, id FROM {schema}.event WHERE id = ANY (@events) AND body IS NOT NULL FOR KEY SHARE),
        {AddTo(schema, "held")}
        """;

    private static string AddTo(string schema, string events) => $"""
        given AS MATERIALIZED (
            SELECT * FROM unnest(@delivery_ids, @events, @endpoints, @subscriptions, @created, @leases, @expiries)
                WITH ORDINALITY AS d (id, event, endpoint, subscriptions, created, lease, deadline, n)),
        deliveries AS (
            INSERT INTO {schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at)
            SELECT d.id, {events}.seq, d.endpoint, d.subscriptions::text[], d.created
            FROM given d JOIN {events} ON {events}.id = d.event ORDER BY d.n
            RETURNING seq, id, endpoint_id)
        INSERT INTO {schema}.pending (delivery_seq, endpoint_id, due_at, token, is_due, is_leased, deadline)
        SELECT d.seq, d.endpoint_id, now() + coalesce(g.lease, interval '0'), (g.lease IS NOT NULL)::integer, g.lease IS NULL,
            g.lease IS NOT NULL, g.deadline
        FROM deliveries d JOIN given g ON g.id = d.id
        """;
}
