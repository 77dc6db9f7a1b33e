using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// The statements of <see cref="SqliteDeliveries"/>. Times are milliseconds since 1970, states the numbers of <see cref="DeliveryState"/>.
/// </summary>
internal static class SqliteDeliverySql
{
    /// <summary>The next token. After the largest comes the first, so that no row keeps others from being leased.</summary>
    public const string NextToken = "iif(token < 9223372036854775806, token + 1, 1)";

    /// <summary>Keys are an organization's own (D44). As in the index, so that it is used.</summary>
    public const string FindKey = """
        SELECT id, content_hash FROM zeropath_event
        WHERE idempotency_key = $key AND coalesce(organization_id, '') = coalesce($organization, '')
            AND (organization_id IS NULL) = ($organization IS NULL)
        """;

    public const string AddEvent = """
        INSERT INTO zeropath_event (id, type, organization_id, repository_id, published_at, deadline, body, idempotency_key,
            content_hash, traceparent)
        VALUES ($id, $type, $organization, $repository, $published, $deadline, $body, $key, $hash, $trace)
        """;

    /// <summary>To the event that the same transaction has just added.</summary>
    public const string AddDeliveryOfNewest = """
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at, is_due, was_due_at, token,
            deadline)
        VALUES ($id, (SELECT max(seq) FROM zeropath_event), $endpoint, $subscriptions, $created, $due, $wasDue IS NULL, $wasDue,
            $token, $deadline)
        """;

    /// <summary>Nothing happens when the event is not there, or without its payload.</summary>
    public const string AddDelivery = """
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at, is_due, was_due_at, token,
            deadline)
        SELECT $id, seq, $endpoint, $subscriptions, $created, $due, $wasDue IS NULL, $wasDue, $token, $deadline
        FROM zeropath_event WHERE id = $event AND body IS NOT NULL
        """;

    /// <summary>So many at most fall due at once.</summary>
    public const int MaxFallingDue = 1000;

    /// <summary>What waited until now is due.</summary>
    public const string FallDue = """
        UPDATE zeropath_delivery SET is_due = 1 WHERE seq IN (
            SELECT seq FROM zeropath_delivery WHERE state = 0 AND is_due = 0 AND due_at <= $now ORDER BY due_at LIMIT 1000)
        """;

    /// <summary>
    /// Jumps from endpoint to endpoint of those that have something due, and sees one row of each lane however many there are.
    /// </summary>
    public const string Lanes = $"""
        WITH RECURSIVE endpoint (id) AS (
            SELECT min(endpoint_id) FROM zeropath_delivery WHERE state = 0 AND is_due = 1 AND endpoint_id > $after
            UNION ALL
            SELECT (SELECT min(endpoint_id) FROM zeropath_delivery WHERE state = 0 AND is_due = 1 AND endpoint_id > endpoint.id)
            FROM endpoint WHERE endpoint.id IS NOT NULL)
        {Heads} FROM endpoint e LEFT JOIN zeropath_health h ON h.endpoint_id = e.id WHERE e.id IS NOT NULL
        """;

    /// <summary>Of the endpoints in a JSON array.</summary>
    public const string LanesOf =
        $"{Heads} FROM (SELECT value AS id FROM json_each($endpoints)) e LEFT JOIN zeropath_health h ON h.endpoint_id = e.id";

    /// <summary>What is not due, or is leased, each delivery as a lane of its own.</summary>
    public const string Waiting = """
        SELECT d.endpoint_id, h.held_until, coalesce(h.failure_streak, 0), iif(d.is_retry = 0, d.due_at, NULL),
            iif(d.is_retry = 1, d.due_at, NULL)
        FROM zeropath_delivery d LEFT JOIN zeropath_health h ON h.endpoint_id = d.endpoint_id
        WHERE d.state = 0 AND d.is_due = 0 ORDER BY d.due_at
        """;

    private const string Heads = """
        SELECT e.id, h.held_until, coalesce(h.failure_streak, 0),
            (SELECT min(due_at) FROM zeropath_delivery WHERE state = 0 AND is_due = 1 AND endpoint_id = e.id AND is_retry = 0),
            (SELECT min(due_at) FROM zeropath_delivery WHERE state = 0 AND is_due = 1 AND endpoint_id = e.id AND is_retry = 1)
        """;

    public const string DueOfLane = $"""
        SELECT seq, id, event_seq, attempt_count, {NextToken}, due_at, was_due_at IS NOT NULL, deadline
        FROM zeropath_delivery
        WHERE state = 0 AND is_due = 1 AND endpoint_id = $endpoint AND is_retry = $retry AND due_at <= $now ORDER BY due_at, seq
        """;

    private const string Expiring = """
        FROM zeropath_delivery d WHERE d.state = 0 AND d.deadline IS NOT NULL AND NOT (d.was_due_at IS NOT NULL AND d.due_at > $now)
        """;

    /// <summary>The first deadline of what nobody has leased.</summary>
    public const string NextDeadline = $"SELECT d.deadline {Expiring} ORDER BY d.deadline LIMIT 1";

    /// <summary>What is past its deadline.</summary>
    public const string Expired = $"""
        SELECT d.seq, d.id, d.endpoint_id, d.attempt_count, {NextToken}, d.due_at, d.was_due_at IS NOT NULL, d.deadline,
            (SELECT id FROM zeropath_event WHERE seq = d.event_seq), (SELECT type FROM zeropath_event WHERE seq = d.event_seq)
        {Expiring} AND d.deadline <= $now ORDER BY d.deadline
        """;

    public const string Lease =
        $"UPDATE zeropath_delivery SET token = {NextToken}, due_at = $until, is_due = 0, was_due_at = due_at WHERE seq = $seq";

    /// <summary>Before it was told of: for its caller the lease never was.</summary>
    public const string GiveBack = "UPDATE zeropath_delivery SET due_at = was_due_at, is_due = 1, was_due_at = NULL WHERE seq = $seq";

    public const string Probe = "UPDATE zeropath_health SET held_until = $until WHERE endpoint_id = $endpoint";

    /// <summary>Of many events at once, a JSON array.</summary>
    public const string ReadBodies = """
        SELECT seq, id, type, body, traceparent FROM zeropath_event WHERE seq IN (SELECT value FROM json_each($seqs)) AND body IS NOT NULL
        """;

    /// <summary>Of many events at once, a JSON array. Reads no body for it.</summary>
    public const string BodyLengths = """
        SELECT seq, length(body) FROM zeropath_event WHERE seq IN (SELECT value FROM json_each($seqs)) AND body IS NOT NULL
        """;

    /// <summary>Some deliveries: which is to follow.</summary>
    public const string Cancel = $"""
        UPDATE zeropath_delivery SET state = iif(was_success, 1, 3), reason = iif(was_success, NULL, $reason), token = {NextToken},
            settled_at = $now
        """;

    /// <summary>What is due of an endpoint, in the order of the index.</summary>
    public const string CancelDue = $"""
        {Cancel}
        WHERE seq IN (
            SELECT seq FROM zeropath_delivery WHERE state = 0 AND is_due = 1 AND endpoint_id = $endpoint
            ORDER BY is_retry, due_at, seq LIMIT $max)
        """;

    public const string SetAside = "UPDATE zeropath_delivery SET state = 2, reason = $reason, settled_at = $now WHERE seq = $seq";

    /// <summary>The attempt of a lease that nobody ended, before the next lease.</summary>
    public const string AddCutOff = $"""
        INSERT OR IGNORE INTO zeropath_attempt (delivery_seq, token, number, started_at, duration_us, outcome, detail)
        SELECT seq, token, min(max(attempt_count, 0), 2147483646) + 1, $started, 0, '{CutOffAttempt.Outcome}', '{CutOffAttempt.Detail}'
        FROM zeropath_delivery WHERE seq = $seq
        """;

    /// <summary>Nothing happens when the lease's result was recorded before.</summary>
    public const string AddAttempt = $"""
        INSERT INTO zeropath_attempt (delivery_seq, token, number, started_at, duration_us, outcome, status, response,
            retry_after_ms, detail)
        SELECT seq, $token, $number, $started, $duration, $outcome, $status, $response, $retryAfter, $detail
        FROM zeropath_delivery WHERE id = $id
        ON CONFLICT (delivery_seq, token) DO UPDATE SET number = $number, started_at = $started, duration_us = $duration,
            outcome = $outcome, status = $status, response = $response, retry_after_ms = $retryAfter, detail = $detail
        WHERE detail = '{CutOffAttempt.Detail}'
        """;

    /// <summary>The token is used up, so that the same result cannot count twice.</summary>
    public const string Record = """
        UPDATE zeropath_delivery
        SET token = token + 1, state = iif($state = 3 AND was_success, 1, $state), reason = iif($state = 3 AND was_success, NULL, $reason),
            attempt_count = min(max(attempt_count, 0), 2147483646) + $counted,
            is_retry = attempt_count > 0 OR $counted > 0,
            due_at = $due, is_due = 0, was_due_at = NULL, settled_at = $settled
        WHERE id = $id AND token = $token AND state = 0
        RETURNING endpoint_id, created_at
        """;

    /// <summary>Whether a result was recorded before, and nothing else has happened since.</summary>
    public const string Stands = """
        SELECT 1 FROM zeropath_delivery
        WHERE id = $id AND token = $token + 1
            AND (state = $state AND reason IS $reason OR $state = 3 AND was_success AND state = 1)
        """;
}
