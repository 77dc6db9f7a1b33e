namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Every statement. <c>now()</c> is the database's clock: of all nodes' clocks the only one that due times and leases are told by. It is
/// stable within a statement, so that indexes are searched by it.
/// </summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlSql(string schema)
{
    public const int SchemaVersion = 1;

    public const string UniqueKey = "event_idempotency_key_key";

    /// <summary>Held until the end of the transaction in which one node creates or migrates the schema.</summary>
    public const string LockSchema = "SELECT pg_advisory_xact_lock(hashtextextended('zeropath_webhooks.' || @schema, 0))";

    public const string LookAtSchema = """
        SELECT count(DISTINCT n.oid), count(c.oid), count(c.oid) FILTER (WHERE c.relname = 'schema_version')
        FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        WHERE n.nspname = @schema
        """;

    public const string Notify = "SELECT pg_notify(@channel, @node)";

    /// <summary>Goes before <see cref="AddEvents"/>: when a transaction begins is when its deliveries are due.</summary>
    public const string Now = "SELECT now();";

    /// <summary>The same for a group: one of its callers may use a key that an open transaction holds, and the others shall not wait long for that.</summary>
    public const string NowImpatiently = "SELECT now(), set_config('lock_timeout', '100', true);";

    public string Listen { get; } = $"LISTEN {schema}";

    public string CreateSchema { get; } = $"CREATE SCHEMA {schema}";

    public string ReadVersion { get; } = $"SELECT version FROM {schema}.schema_version";

    public string CreateTables { get; } = $"""
        CREATE TABLE {schema}.schema_version (version integer NOT NULL);
        INSERT INTO {schema}.schema_version VALUES (1);

        CREATE TABLE {schema}.event (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE,
            type text NOT NULL,
            organization_id text,
            repository_id text,
            published_at timestamptz NOT NULL,
            body bytea,
            idempotency_key text CONSTRAINT {UniqueKey} UNIQUE,
            content_hash text);
        CREATE INDEX event_published ON {schema}.event (published_at);
        CREATE INDEX event_body ON {schema}.event (published_at) WHERE body IS NOT NULL;

        -- Every lease and every result rewrites a row, so the garbage is collected early.
        CREATE TABLE {schema}.delivery (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE,
            event_seq bigint NOT NULL REFERENCES {schema}.event (seq) ON DELETE CASCADE,
            endpoint_id text NOT NULL,
            subscription_ids text[] NOT NULL,
            created_at timestamptz NOT NULL,
            state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
            reason text,
            attempt_count integer NOT NULL DEFAULT 0,
            token bigint NOT NULL DEFAULT 0,
            due_at timestamptz NOT NULL,
            settled_at timestamptz)
            WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        CREATE INDEX delivery_due ON {schema}.delivery (due_at, seq) WHERE state = 0;
        CREATE INDEX delivery_event ON {schema}.delivery (event_seq);
        CREATE INDEX delivery_endpoint ON {schema}.delivery (endpoint_id, seq);
        CREATE INDEX delivery_created ON {schema}.delivery (created_at);

        CREATE TABLE {schema}.attempt (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            delivery_seq bigint NOT NULL REFERENCES {schema}.delivery (seq) ON DELETE CASCADE,
            token bigint NOT NULL,
            number integer NOT NULL,
            started_at timestamptz NOT NULL,
            duration interval NOT NULL,
            outcome text NOT NULL,
            status integer,
            response text,
            retry_after interval,
            UNIQUE (delivery_seq, token));
        CREATE INDEX attempt_started ON {schema}.attempt (started_at);

        CREATE TABLE {schema}.configuration (
            one boolean PRIMARY KEY CHECK (one),
            version bigint NOT NULL,
            document text NOT NULL);
        """;

    /// <summary>Arrays of rows hold no arrays, so the subscriptions come as the text of one.</summary>
    public string AddEvents { get; } = $"""
        WITH added AS (
            INSERT INTO {schema}.event (id, type, organization_id, repository_id, published_at, body, idempotency_key, content_hash)
            SELECT * FROM unnest(@ids, @types, @organizations, @repositories, @published, @bodies, @keys, @hashes)
            RETURNING seq, id)
        INSERT INTO {schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at)
        SELECT d.id, added.seq, d.endpoint, d.subscriptions::text[], d.created, now()
        FROM unnest(@delivery_ids, @events, @endpoints, @subscriptions, @created) WITH ORDINALITY AS d (id, event, endpoint, subscriptions, created, n)
        JOIN added ON added.id = d.event ORDER BY d.n
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload. It cannot be purged meanwhile.</summary>
    public string AddDeliveries { get; } = $"""
        WITH held AS (SELECT seq, id FROM {schema}.event WHERE id = ANY (@events) AND body IS NOT NULL FOR KEY SHARE)
        INSERT INTO {schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at)
        SELECT d.id, held.seq, d.endpoint, d.subscriptions::text[], d.created, now()
        FROM unnest(@delivery_ids, @events, @endpoints, @subscriptions, @created) WITH ORDINALITY AS d (id, event, endpoint, subscriptions, created, n)
        JOIN held ON held.id = d.event ORDER BY d.n
        """;

    public string LeaseDue { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT seq, due_at FROM {schema}.delivery WHERE state = 0 AND due_at <= now()
            ORDER BY due_at, seq LIMIT @max FOR NO KEY UPDATE SKIP LOCKED),
        leased AS (
            UPDATE {schema}.delivery d SET token = token + 1, due_at = now() + @length FROM due WHERE d.seq = due.seq
            RETURNING d.seq, d.id, d.event_seq, d.endpoint_id, d.attempt_count, d.token, due.due_at AS was_due_at)
        SELECT l.seq, l.id, l.token, l.endpoint_id, l.attempt_count, e.id, e.type, e.body
        FROM leased l LEFT JOIN {schema}.event e ON e.seq = l.event_seq ORDER BY l.was_due_at, l.seq
        """;

    public string SetAside { get; } =
        $"UPDATE {schema}.delivery SET state = 2, reason = @reason, settled_at = now(), token = token + 1 WHERE seq = ANY (@seqs) AND state = 0";

    /// <summary>A result uses its token up: recorded once more, because nobody heard of the first time, it changes nothing.</summary>
    public string Record { get; } = $"""
        WITH history AS (
            INSERT INTO {schema}.attempt (delivery_seq, token, number, started_at, duration, outcome, status, response, retry_after)
            SELECT d.seq, a.token, a.number, a.started, a.duration, a.outcome, a.status, a.response, a.retry_after
            FROM unnest(@attempt_of, @attempt_tokens, @numbers, @started, @durations, @outcomes, @statuses, @responses, @retry_after)
                WITH ORDINALITY AS a (id, token, number, started, duration, outcome, status, response, retry_after, n)
            JOIN {schema}.delivery d ON d.id = a.id ORDER BY a.n
            ON CONFLICT (delivery_seq, token) DO NOTHING),
        held AS MATERIALIZED (
            SELECT d.seq, r.state, r.reason, r.counted, r.delay
            FROM unnest(@ids, @tokens, @states, @reasons, @counted, @delays) AS r (id, token, state, reason, counted, delay)
            JOIN {schema}.delivery d ON d.id = r.id AND d.token = r.token AND d.state = 0
            ORDER BY d.seq FOR NO KEY UPDATE OF d)
        UPDATE {schema}.delivery d
        SET state = held.state, reason = held.reason, attempt_count = attempt_count + held.counted, due_at = now() + held.delay,
            settled_at = CASE held.state WHEN 0 THEN NULL ELSE now() END, token = token + 1
        FROM held WHERE d.seq = held.seq
        """;

    public string NextDue { get; } = $"SELECT min(due_at) - now() FROM {schema}.delivery WHERE state = 0";

    public string Events { get; } = $"""
        SELECT e.seq, e.id, e.type, e.organization_id, e.repository_id, e.published_at, e.body, e.idempotency_key, e.content_hash
        FROM {schema}.event e
        """;

    public string Deliveries { get; } = $"""
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason, d.attempt_count,
            d.settled_at, d.due_at, d.event_seq
        FROM {schema}.delivery d JOIN {schema}.event e ON e.seq = d.event_seq
        """;

    public string Attempts { get; } = $"""
        SELECT a.number, a.started_at, a.duration, a.outcome, a.status, a.response, a.retry_after
        FROM {schema}.attempt a JOIN {schema}.delivery d ON d.seq = a.delivery_seq
        WHERE d.id = @id ORDER BY a.seq
        """;

    public string Statistics { get; } = $$"""
        SELECT floor(extract(epoch FROM d.created_at) * 1000 / @stretch)::bigint,
            count(*) FILTER (WHERE d.state = 0), count(*) FILTER (WHERE d.state = 1),
            count(*) FILTER (WHERE d.state = 2), count(*) FILTER (WHERE d.state = 3),
            percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY d.settled_at - d.created_at) FILTER (WHERE d.state = 1)
        FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0} GROUP BY 1 ORDER BY 1
        """;

    /// <summary>A lease from before is void, and the event cannot be purged meanwhile.</summary>
    public string Redeliver { get; } = $$"""
        WITH held AS MATERIALIZED (
            SELECT d.seq FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d FOR KEY SHARE OF e)
        UPDATE {{schema}}.delivery d
        SET state = 0, reason = NULL, attempt_count = 0, token = token + 1, due_at = now(), settled_at = NULL
        FROM held WHERE d.seq = held.seq
        """;

    public string Cancel { get; } = $$"""
        WITH held AS MATERIALIZED (
            SELECT d.seq FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d)
        UPDATE {{schema}}.delivery d SET state = 3, reason = @reason, settled_at = now(), token = token + 1 FROM held WHERE d.seq = held.seq
        """;

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

    public string PurgeEvents { get; } = $"DELETE FROM {schema}.event e WHERE e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq";

    public string PurgePayloads { get; } =
        $"UPDATE {schema}.event e SET body = NULL WHERE e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq";

    public string PurgeAttempts { get; } = $"""
        WITH gone AS (
            DELETE FROM {schema}.attempt a USING {schema}.delivery d, {schema}.event e
            WHERE a.delivery_seq = d.seq AND d.event_seq = e.seq AND e.seq = ANY (@seqs) AND {Finished(schema)} RETURNING e.seq)
        SELECT DISTINCT seq FROM gone
        """;

    public string LoadConfiguration { get; } = $"SELECT version, document FROM {schema}.configuration WHERE version <> @known";

    public string AddConfiguration { get; } = $"INSERT INTO {schema}.configuration VALUES (true, 1, @document) ON CONFLICT DO NOTHING";

    public string ReplaceConfiguration { get; } =
        $"UPDATE {schema}.configuration SET version = version + 1, document = @document WHERE version = @version";

    private static string Finished(string schema) => $"""
        NOT EXISTS (SELECT FROM {schema}.delivery p WHERE p.event_seq = e.seq AND p.state = 0)
        AND coalesce((SELECT max(p.settled_at) FROM {schema}.delivery p WHERE p.event_seq = e.seq), e.published_at) <= now() - @age
        """;
}
