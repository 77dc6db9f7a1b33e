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

    /// <summary>
    /// Arrays hold no arrays, so the subscriptions of a delivery come as the text of an array. Numbers are drawn first: then no row that
    /// was written need be found again for what points to it.
    /// </summary>
    public string AddEvents { get; } = $"""
        WITH added AS MATERIALIZED (
            SELECT nextval('{schema}.event_seq_seq') AS seq, e.*
            FROM unnest(@ids, @types, @organizations, @repositories, @published, @bodies, @keys, @hashes, @traces, @deadlines)
                WITH ORDINALITY AS e (id, type, organization, repository, published, body, key, hash, trace, deadline, place)),
        events AS (
            INSERT INTO {schema}.event
                (seq, id, type, organization_id, repository_id, published_at, body, idempotency_key, content_hash, traceparent, deadline)
            OVERRIDING SYSTEM VALUE
            SELECT seq, id, type, organization, repository, published, body, key, hash, trace, deadline FROM added),
        {AddTo(schema, "added", "place")}
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload. It cannot be purged meanwhile.</summary>
    public string AddDeliveries { get; } = $"""
        WITH held AS (SELECT seq, id FROM {schema}.event WHERE id = ANY (@events) AND body IS NOT NULL FOR KEY SHARE),
        {AddTo(schema, "held", "id")}
        """;

    private static string AddTo(string schema, string events, string key) => $"""
        given AS MATERIALIZED (
            SELECT nextval('{schema}.delivery_seq_seq') AS seq, d.* FROM (
                SELECT e.seq AS event_seq, d.*
                FROM unnest(@delivery_ids, @events, @endpoints, @subscriptions, @created, @leases, @expiries)
                    WITH ORDINALITY AS d (id, event, endpoint, subscriptions, created, lease, deadline, n)
                JOIN {events} e ON e.{key} = d.event ORDER BY d.n) d),
        deliveries AS (
            INSERT INTO {schema}.delivery (seq, id, event_seq, endpoint_id, subscription_ids, created_at)
            OVERRIDING SYSTEM VALUE SELECT seq, id, event_seq, endpoint, subscriptions::text[], created FROM given)
        INSERT INTO {schema}.pending (delivery_seq, endpoint_id, due_at, token, is_due, is_leased, deadline)
        SELECT seq, endpoint, now() + coalesce(lease, interval '0'), (lease IS NOT NULL)::integer, lease IS NULL, lease IS NOT NULL,
            deadline
        FROM given
        """;
}
