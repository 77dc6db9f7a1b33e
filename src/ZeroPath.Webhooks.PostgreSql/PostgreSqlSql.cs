namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Every statement. <c>now()</c> is the database's clock: of all nodes' clocks the only one that due times and leases are told by. It is
/// stable within a statement, so that indexes are searched by it.
/// </summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed partial class PostgreSqlSql(string schema)
{
    public const int SchemaVersion = 1;

    public const string UniqueKey = "event_key";

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
            idempotency_key text,
            content_hash text,
            traceparent text);
        CREATE UNIQUE INDEX {UniqueKey} ON {schema}.event (idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX event_published ON {schema}.event (published_at);
        CREATE INDEX event_body ON {schema}.event (published_at) WHERE body IS NOT NULL;

        -- Without foreign keys: the database would check each row by a query of its own. Whoever adds a row holds its parent, and whoever
        -- purges an event deletes what is its. Half of each page is left for the one change that a delivery sees, when it is settled.
        CREATE TABLE {schema}.delivery (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE,
            event_seq bigint NOT NULL,
            endpoint_id text NOT NULL,
            subscription_ids text[] NOT NULL,
            created_at timestamptz NOT NULL,
            state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
            reason text,
            attempt_count integer NOT NULL DEFAULT 0,
            token bigint NOT NULL DEFAULT 0,
            settled_at timestamptz)
            WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        CREATE INDEX delivery_event ON {schema}.delivery (event_seq);
        CREATE INDEX delivery_endpoint ON {schema}.delivery (endpoint_id, seq);
        CREATE INDEX delivery_created ON {schema}.delivery (created_at);

        -- The queue: a row for each delivery whose state is 0, with what changes until it is settled. It is small, because every lease
        -- writes it anew into each of its indexes, and its garbage is collected early.
        CREATE TABLE {schema}.pending (
            delivery_seq bigint PRIMARY KEY,
            endpoint_id text NOT NULL,
            due_at timestamptz NOT NULL,
            token bigint NOT NULL DEFAULT 0,
            attempt_count integer NOT NULL DEFAULT 0,
            is_leased boolean NOT NULL DEFAULT false)
            WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        CREATE INDEX pending_lane ON {schema}.pending (endpoint_id, least(attempt_count, 1), due_at, delivery_seq);

        CREATE TABLE {schema}.attempt (
            delivery_seq bigint NOT NULL,
            token bigint NOT NULL,
            number integer NOT NULL,
            started_at timestamptz NOT NULL,
            duration interval NOT NULL,
            outcome text NOT NULL,
            status integer,
            response text,
            retry_after interval,
            PRIMARY KEY (delivery_seq, token));
        CREATE INDEX attempt_started ON {schema}.attempt (started_at);

        CREATE TABLE {schema}.health (
            endpoint_id text PRIMARY KEY,
            success_rate double precision,
            latency interval,
            failure_streak integer NOT NULL DEFAULT 0,
            failing_since timestamptz,
            last_success_at timestamptz,
            last_failure_at timestamptz,
            held_until timestamptz,
            holds integer NOT NULL DEFAULT 0);

        CREATE TABLE {schema}.notice (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            endpoint_id text NOT NULL,
            delivery_id text,
            reason text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            due_at timestamptz NOT NULL DEFAULT now(),
            tries integer NOT NULL DEFAULT 0,
            lease uuid);
        CREATE INDEX notice_due ON {schema}.notice (due_at, seq);
        CREATE INDEX notice_endpoint ON {schema}.notice (endpoint_id, tries, due_at, seq);
        CREATE INDEX notice_lease ON {schema}.notice (lease) WHERE lease IS NOT NULL;
        CREATE UNIQUE INDEX notice_disabled ON {schema}.notice (endpoint_id) WHERE delivery_id IS NULL;

        {JobTables(schema)}

        {PostgreSqlResourceSql.CreateTables(schema)}
        """;

    /// <summary>Arrays of rows hold no arrays, so the subscriptions come as the text of one.</summary>
    public string AddEvents { get; } = $"""
        WITH added AS (
            INSERT INTO {schema}.event (id, type, organization_id, repository_id, published_at, body, idempotency_key, content_hash, traceparent)
            SELECT * FROM unnest(@ids, @types, @organizations, @repositories, @published, @bodies, @keys, @hashes, @traces)
            RETURNING seq, id),
        {AddTo(schema, "added")}
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload. It cannot be purged meanwhile.</summary>
    public string AddDeliveries { get; } = $"""
        WITH held AS (SELECT seq, id FROM {schema}.event WHERE id = ANY (@events) AND body IS NOT NULL FOR KEY SHARE),
        {AddTo(schema, "held")}
        """;

    public string SetAside { get; } = $"""
        SELECT FROM {schema}.delivery WHERE seq = ANY (@seqs) ORDER BY seq FOR NO KEY UPDATE;
        WITH gone AS (DELETE FROM {schema}.pending WHERE delivery_seq = ANY (@seqs) RETURNING *),
        failed AS (
            UPDATE {schema}.delivery d
            SET state = 2, reason = @reason, attempt_count = gone.attempt_count, settled_at = now(), token = gone.token + 1
            FROM gone WHERE d.seq = gone.delivery_seq RETURNING d.*)
        INSERT INTO {schema}.notice (endpoint_id, delivery_id, reason) SELECT endpoint_id, id, reason FROM failed ORDER BY seq
        """;

    /// <summary>
    /// A result uses its token up: recorded once more, because nobody heard of the first time, it changes nothing. All deliveries are held,
    /// so that none is purged while its history is written. Each row is looked up once, and then known by its place: that of a row which is
    /// held does not change. So it is however many rows there are, of which the planner's idea may be wrong; see <see cref="LeaseDue"/>.
    /// </summary>
    public string Record { get; } = $"""
        WITH found AS MATERIALIZED (
            SELECT d.seq, d.place, r.*
            FROM unnest(@ids, @tokens, @states, @reasons, @counted, @delays, @numbers, @started, @durations, @outcomes, @statuses, @responses, @retry_after)
                AS r (id, token, state, reason, counted, delay, number, started, duration, outcome, status, response, retry_after)
            CROSS JOIN LATERAL (SELECT seq, ctid AS place FROM {schema}.delivery WHERE id = r.id LIMIT 1) d
            ORDER BY d.seq),
        given AS MATERIALIZED (
            SELECT f.*, d.place AS held, d.endpoint_id FROM found f CROSS JOIN LATERAL (
                SELECT ctid AS place, endpoint_id FROM {schema}.delivery WHERE ctid = f.place LIMIT 1 FOR NO KEY UPDATE) d),
        held AS MATERIALIZED (
            SELECT g.held AS place, p.place AS queued, g.id, g.endpoint_id, g.state, g.reason, g.delay,
                p.token + 1 AS token, p.attempt_count + g.counted AS attempt_count
            FROM given g CROSS JOIN LATERAL (
                SELECT ctid AS place, token, attempt_count FROM {schema}.pending
                WHERE delivery_seq = g.seq AND token = g.token LIMIT 1 FOR NO KEY UPDATE) p),
        history AS (
            INSERT INTO {schema}.attempt (delivery_seq, token, number, started_at, duration, outcome, status, response, retry_after)
            SELECT seq, token, number, started, duration, outcome, status, response, retry_after FROM given WHERE number IS NOT NULL
            ON CONFLICT (delivery_seq, token) DO NOTHING),
        again AS (
            UPDATE {schema}.pending p
            SET token = held.token, attempt_count = held.attempt_count, due_at = now() + held.delay, is_leased = false
            FROM held WHERE p.ctid = ANY (ARRAY(SELECT queued FROM held WHERE state = 0)) AND p.ctid = held.queued),
        settled AS (DELETE FROM {schema}.pending WHERE ctid = ANY (ARRAY(SELECT queued FROM held WHERE state <> 0))),
        notices AS (
            INSERT INTO {schema}.notice (endpoint_id, delivery_id, reason) SELECT endpoint_id, id, reason FROM held WHERE state = 2 ORDER BY id)
        UPDATE {schema}.delivery d
        SET state = held.state, reason = held.reason, attempt_count = held.attempt_count, token = held.token, settled_at = now()
        FROM held WHERE d.ctid = ANY (ARRAY(SELECT place FROM held WHERE state <> 0)) AND d.ctid = held.place
        """;

    /// <summary>Of results that were to settle their deliveries those that did not, in places from 1.</summary>
    public string Late { get; } = $"""
        SELECT r.place FROM unnest(@ids, @tokens, @states, @reasons) WITH ORDINALITY AS r (id, token, state, reason, place)
        LEFT JOIN LATERAL (SELECT token, state, reason FROM {schema}.delivery WHERE id = r.id LIMIT 1) d ON true
        WHERE r.state <> 0 AND (d.token, d.state, d.reason) IS DISTINCT FROM (r.token + 1, r.state, r.reason)
        """;

    public string Events { get; } = $"""
        SELECT e.seq, e.id, e.type, e.organization_id, e.repository_id, e.published_at, e.body, e.idempotency_key, e.content_hash, e.traceparent
        FROM {schema}.event e
        """;

    public string Deliveries { get; } = $"""
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason,
            coalesce(p.attempt_count, d.attempt_count), d.settled_at, p.due_at, d.event_seq
        FROM {schema}.delivery d JOIN {schema}.event e ON e.seq = d.event_seq LEFT JOIN {schema}.pending p ON p.delivery_seq = d.seq
        """;

    public string Attempts { get; } = $"""
        SELECT a.number, a.started_at, a.duration, a.outcome, a.status, a.response, a.retry_after
        FROM {schema}.attempt a JOIN {schema}.delivery d ON d.seq = a.delivery_seq
        WHERE d.id = @id ORDER BY a.token
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
            SELECT d.seq, d.token, d.endpoint_id FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d FOR KEY SHARE OF e),
        due AS (INSERT INTO {{schema}}.pending (delivery_seq, endpoint_id, due_at, token) SELECT seq, endpoint_id, now(), token FROM held)
        UPDATE {{schema}}.delivery d SET state = 0, reason = NULL, settled_at = NULL FROM held WHERE d.seq = held.seq
        """;

    public string Cancel { get; } = $$"""
        WITH held AS MATERIALIZED (
            SELECT d.seq FROM {{schema}}.delivery d JOIN {{schema}}.event e ON e.seq = d.event_seq{0}
            ORDER BY d.seq LIMIT @max FOR NO KEY UPDATE OF d),
        gone AS (DELETE FROM {{schema}}.pending p USING held WHERE p.delivery_seq = held.seq RETURNING p.*)
        UPDATE {{schema}}.delivery d
        SET state = 3, reason = @reason, attempt_count = gone.attempt_count, settled_at = now(), token = gone.token + 1
        FROM gone WHERE d.seq = gone.delivery_seq
        """;

    private static string AddTo(string schema, string events) => $"""
        given AS MATERIALIZED (
            SELECT * FROM unnest(@delivery_ids, @events, @endpoints, @subscriptions, @created, @leases)
                WITH ORDINALITY AS d (id, event, endpoint, subscriptions, created, lease, n)),
        deliveries AS (
            INSERT INTO {schema}.delivery (id, event_seq, endpoint_id, subscription_ids, created_at)
            SELECT d.id, {events}.seq, d.endpoint, d.subscriptions::text[], d.created FROM given d JOIN {events} ON {events}.id = d.event ORDER BY d.n
            RETURNING seq, id, endpoint_id)
        INSERT INTO {schema}.pending (delivery_seq, endpoint_id, due_at, token, is_leased)
        SELECT d.seq, d.endpoint_id, now() + coalesce(g.lease, interval '0'), (g.lease IS NOT NULL)::integer, g.lease IS NOT NULL
        FROM deliveries d JOIN given g ON g.id = d.id
        """;
}
