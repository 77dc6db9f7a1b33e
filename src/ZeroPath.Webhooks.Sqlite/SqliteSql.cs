namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Every statement. Times are milliseconds since 1970, states the numbers of <c>DeliveryState</c>.</summary>
internal static partial class SqliteSql
{
    public const int SchemaVersion = 1;

    public const string ReadVersion = "SELECT version FROM zeropath_schema";

    /// <summary>Changes nothing, and fails where nothing can be changed.</summary>
    public const string TryWrite = "UPDATE zeropath_schema SET version = version WHERE false";

    public const string HasSchema = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'zeropath_schema'";

    /// <summary>
    /// Strict, so that nobody can write what could not be read. That a delivery was attempted is written a second time, because an index on the
    /// expression would not cover the queries. When a delivery was due before it was leased stands beside when it is again, until it is recorded.
    /// </summary>
    public const string CreateSchema = $"""
        CREATE TABLE zeropath_schema (version INTEGER NOT NULL) STRICT;
        INSERT INTO zeropath_schema VALUES (1);

        CREATE TABLE zeropath_event (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            organization_id TEXT,
            repository_id TEXT,
            published_at INTEGER NOT NULL,
            body BLOB,
            idempotency_key TEXT,
            content_hash TEXT,
            traceparent TEXT) STRICT;
        CREATE UNIQUE INDEX zeropath_event_key ON zeropath_event (idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX zeropath_event_published ON zeropath_event (published_at);
        CREATE INDEX zeropath_event_body ON zeropath_event (published_at) WHERE body IS NOT NULL;

        CREATE TABLE zeropath_delivery (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            event_seq INTEGER NOT NULL REFERENCES zeropath_event (seq) ON DELETE CASCADE,
            endpoint_id TEXT NOT NULL,
            subscription_ids TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            attempt_count INTEGER NOT NULL DEFAULT 0,
            is_retry INTEGER NOT NULL DEFAULT 0,
            token INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
            was_due_at INTEGER,
            settled_at INTEGER) STRICT;
        CREATE INDEX zeropath_delivery_lane ON zeropath_delivery (endpoint_id, is_retry, due_at, seq) WHERE state = 0;
        CREATE INDEX zeropath_delivery_event ON zeropath_delivery (event_seq);
        CREATE INDEX zeropath_delivery_endpoint ON zeropath_delivery (endpoint_id, seq);
        CREATE INDEX zeropath_delivery_created ON zeropath_delivery (created_at);

        CREATE TABLE zeropath_attempt (
            delivery_seq INTEGER NOT NULL REFERENCES zeropath_delivery (seq) ON DELETE CASCADE,
            token INTEGER NOT NULL,
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            duration_us INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            status INTEGER,
            response TEXT,
            retry_after_ms INTEGER,
            PRIMARY KEY (delivery_seq, token)) STRICT, WITHOUT ROWID;
        CREATE INDEX zeropath_attempt_started ON zeropath_attempt (started_at);

        CREATE TABLE zeropath_configuration (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            version INTEGER NOT NULL,
            document TEXT NOT NULL) STRICT;

        CREATE TABLE zeropath_health (
            endpoint_id TEXT PRIMARY KEY,
            success_rate REAL,
            latency_us INTEGER,
            failure_streak INTEGER NOT NULL DEFAULT 0,
            failing_since INTEGER,
            last_success_at INTEGER,
            last_failure_at INTEGER,
            held_until INTEGER,
            holds INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

        CREATE TABLE zeropath_notice (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            endpoint_id TEXT NOT NULL,
            delivery_id TEXT,
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            lease TEXT) STRICT;
        CREATE INDEX zeropath_notice_due ON zeropath_notice (due_at, seq);
        CREATE INDEX zeropath_notice_endpoint ON zeropath_notice (endpoint_id, tries, due_at, seq);
        CREATE INDEX zeropath_notice_lease ON zeropath_notice (lease) WHERE lease IS NOT NULL;
        CREATE UNIQUE INDEX zeropath_notice_disabled ON zeropath_notice (endpoint_id) WHERE delivery_id IS NULL;

        {JobTables}
        """;

    public const string FindKey = "SELECT id, content_hash FROM zeropath_event WHERE idempotency_key = $key";

    public const string AddEvent = """
        INSERT INTO zeropath_event (id, type, organization_id, repository_id, published_at, body, idempotency_key, content_hash, traceparent)
        VALUES ($id, $type, $organization, $repository, $published, $body, $key, $hash, $trace)
        """;

    /// <summary>To the event that the same transaction has just added.</summary>
    public const string AddDeliveryOfNewest = """
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at, was_due_at, token)
        VALUES ($id, (SELECT max(seq) FROM zeropath_event), $endpoint, $subscriptions, $created, $due, $wasDue, $token)
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload.</summary>
    public const string AddDelivery = """
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at, was_due_at, token)
        SELECT $id, seq, $endpoint, $subscriptions, $created, $due, $wasDue, $token FROM zeropath_event WHERE id = $event AND body IS NOT NULL
        """;

    /// <summary>Jumps from endpoint to endpoint, and sees one row of each lane however many there are.</summary>
    public const string Lanes = """
        WITH RECURSIVE endpoint (id) AS (
            SELECT min(endpoint_id) FROM zeropath_delivery WHERE state = 0
            UNION ALL
            SELECT (SELECT min(endpoint_id) FROM zeropath_delivery WHERE state = 0 AND endpoint_id > endpoint.id) FROM endpoint WHERE endpoint.id IS NOT NULL)
        SELECT e.id, h.held_until, coalesce(h.failure_streak, 0),
            (SELECT min(due_at) FROM zeropath_delivery WHERE state = 0 AND endpoint_id = e.id AND is_retry = 0),
            (SELECT min(due_at) FROM zeropath_delivery WHERE state = 0 AND endpoint_id = e.id AND is_retry = 1)
        FROM endpoint e LEFT JOIN zeropath_health h ON h.endpoint_id = e.id WHERE e.id IS NOT NULL
        """;

    public const string DueOfLane = """
        SELECT seq, id, event_seq, attempt_count, token, due_at FROM zeropath_delivery
        WHERE state = 0 AND endpoint_id = $endpoint AND is_retry = $retry AND due_at <= $now ORDER BY due_at, seq
        """;

    public const string Lease = "UPDATE zeropath_delivery SET token = token + 1, due_at = $until, was_due_at = due_at WHERE seq = $seq";

    public const string Probe = "UPDATE zeropath_health SET held_until = $until WHERE endpoint_id = $endpoint";

    public const string Observe = """
        INSERT INTO zeropath_health (endpoint_id, success_rate, latency_us, failure_streak, failing_since, last_success_at, last_failure_at)
        VALUES ($endpoint, $rate, $latency, $streak, iif($streak > 0, $now, NULL), iif($succeeded, $now, NULL), iif($failed, $now, NULL))
        ON CONFLICT (endpoint_id) DO UPDATE SET
            success_rate = coalesce(success_rate + ($rate - success_rate) * $weight, $rate),
            latency_us = CASE WHEN $latency IS NULL THEN latency_us
                ELSE coalesce(latency_us + CAST(($latency - latency_us) * $latencyWeight AS INTEGER), $latency) END,
            failure_streak = iif($succeeded, 0, failure_streak) + $streak,
            failing_since = CASE WHEN $streak = 0 THEN NULL WHEN $succeeded OR failing_since IS NULL THEN $now ELSE failing_since END,
            last_success_at = iif($succeeded, $now, last_success_at),
            last_failure_at = iif($failed, $now, last_failure_at),
            held_until = iif($succeeded, NULL, held_until),
            holds = iif($succeeded, 0, holds)
        """;

    public const string Hold = """
        INSERT INTO zeropath_health (endpoint_id, held_until, holds) VALUES ($endpoint, $until, iif($until IS NULL, 0, 1))
        ON CONFLICT (endpoint_id) DO UPDATE SET held_until = $until, holds = iif($until IS NULL, 0, holds + 1)
        """;

    /// <summary>Of endpoints, a JSON array, or of all.</summary>
    public const string Health = """
        SELECT endpoint_id, success_rate, latency_us, failure_streak, failing_since, last_success_at, last_failure_at, held_until, holds
        FROM zeropath_health
        WHERE success_rate IS NOT NULL AND ($endpoints IS NULL OR endpoint_id IN (SELECT value FROM json_each($endpoints)))
        ORDER BY endpoint_id
        """;

    /// <summary>Of many events at once, a JSON array.</summary>
    public const string ReadBodies = """
        SELECT seq, id, type, body, traceparent FROM zeropath_event WHERE seq IN (SELECT value FROM json_each($seqs)) AND body IS NOT NULL
        """;

    public const string ReadBody = "SELECT body FROM zeropath_event WHERE seq = $seq AND body IS NOT NULL";

    public const string SetAside = "UPDATE zeropath_delivery SET state = 2, reason = $reason, settled_at = $now WHERE seq = $seq";

    /// <summary>Nothing happens when the lease's result was recorded before.</summary>
    public const string AddAttempt = """
        INSERT OR IGNORE INTO zeropath_attempt (delivery_seq, token, number, started_at, duration_us, outcome, status, response, retry_after_ms)
        SELECT seq, $token, $number, $started, $duration, $outcome, $status, $response, $retryAfter FROM zeropath_delivery WHERE id = $id
        """;

    /// <summary>The token is used up, so that the same result cannot count twice.</summary>
    public const string Record = """
        UPDATE zeropath_delivery
        SET token = token + 1, state = $state, reason = $reason, attempt_count = attempt_count + $counted, is_retry = attempt_count + $counted > 0,
            due_at = $due, was_due_at = NULL, settled_at = $settled
        WHERE id = $id AND token = $token AND state = 0
        """;

    /// <summary>Whether a result was recorded before, and nothing else has happened since.</summary>
    public const string Stands =
        "SELECT 1 FROM zeropath_delivery WHERE id = $id AND token = $token + 1 AND state = $state AND reason IS $reason";

    public const string Events = """
        SELECT seq, id, type, organization_id, repository_id, published_at, idempotency_key, content_hash, traceparent FROM zeropath_event e
        """;

    public const string Deliveries = """
        SELECT d.seq, d.id, e.id, e.type, d.endpoint_id, d.subscription_ids, d.created_at, d.state, d.reason, d.attempt_count,
            d.settled_at, d.due_at
        FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq
        """;

    public const string Attempts = """
        SELECT a.number, a.started_at, a.duration_us, a.outcome, a.status, a.response, a.retry_after_ms
        FROM zeropath_attempt a JOIN zeropath_delivery d ON d.seq = a.delivery_seq
        WHERE d.id = $id ORDER BY a.token
        """;

    public const string ChosenDeliveries = "SELECT d.seq FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq";

    public const string StatisticsOf = "SELECT d.created_at / $stretch AS stretch, d.state AS state, d.settled_at - d.created_at AS latency "
        + "FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq";

    /// <summary>The percentiles are nearest ranks, as <c>percentile_disc</c>.</summary>
    public const string Statistics = """
        WITH chosen AS ({0}),
        ranked AS (
            SELECT stretch, latency, row_number() OVER (PARTITION BY stretch ORDER BY latency) AS rank, count(*) OVER (PARTITION BY stretch) AS total
            FROM chosen WHERE state = 1),
        percentiles AS (
            SELECT stretch,
                min(CASE WHEN rank >= 0.50 * total THEN latency END) AS p50,
                min(CASE WHEN rank >= 0.95 * total THEN latency END) AS p95,
                min(CASE WHEN rank >= 0.99 * total THEN latency END) AS p99
            FROM ranked GROUP BY stretch),
        counts AS (
            SELECT stretch, sum(state = 0) AS pending, sum(state = 1) AS succeeded, sum(state = 2) AS failed, sum(state = 3) AS cancelled
            FROM chosen GROUP BY stretch)
        SELECT c.stretch, c.pending, c.succeeded, c.failed, c.cancelled, p.p50, p.p95, p.p99
        FROM counts c LEFT JOIN percentiles p ON p.stretch = c.stretch ORDER BY c.stretch
        """;

    /// <summary>A lease from before is void.</summary>
    public const string Redeliver = """
        UPDATE zeropath_delivery SET state = 0, reason = NULL, attempt_count = 0, is_retry = 0, token = token + 1, due_at = $now, was_due_at = NULL,
            settled_at = NULL
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        """;

    public const string Cancel = """
        UPDATE zeropath_delivery SET state = 3, reason = $reason, token = token + 1, settled_at = $now
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        """;

    public const string QueueDepth = """
        SELECT count(*) FILTER (WHERE due_at <= $now), count(*) FILTER (WHERE due_at > $now AND was_due_at IS NOT NULL)
        FROM (SELECT due_at, was_due_at FROM zeropath_delivery WHERE state = 0 LIMIT $max)
        """;

    private const string Finished = """
        NOT EXISTS (SELECT 1 FROM zeropath_delivery d WHERE d.event_seq = e.seq AND d.state = 0)
        AND coalesce((SELECT max(d.settled_at) FROM zeropath_delivery d WHERE d.event_seq = e.seq), e.published_at) <= $before
        """;

    public const string PurgeEvents =
        $"DELETE FROM zeropath_event WHERE seq IN (SELECT e.seq FROM zeropath_event e WHERE e.published_at <= $before AND {Finished} LIMIT $max)";

    public const string PurgePayloads =
        "UPDATE zeropath_event SET body = NULL WHERE seq IN "
        + $"(SELECT e.seq FROM zeropath_event e WHERE e.body IS NOT NULL AND e.published_at <= $before AND {Finished} LIMIT $max)";

    public const string EventsWithOldAttempts =
        "SELECT DISTINCT e.seq FROM zeropath_attempt a JOIN zeropath_delivery d ON d.seq = a.delivery_seq JOIN zeropath_event e ON e.seq = d.event_seq "
        + $"WHERE a.started_at <= $before AND {Finished} LIMIT $max";

    public const string PurgeAttempts =
        "DELETE FROM zeropath_attempt WHERE delivery_seq IN (SELECT seq FROM zeropath_delivery WHERE event_seq = $event)";

    public const string LoadConfiguration = "SELECT version, document FROM zeropath_configuration WHERE version <> $known";

    public const string AddConfiguration = "INSERT OR IGNORE INTO zeropath_configuration VALUES (1, 1, $document)";

    public const string ReplaceConfiguration =
        "UPDATE zeropath_configuration SET version = version + 1, document = $document WHERE version = $version";
}
