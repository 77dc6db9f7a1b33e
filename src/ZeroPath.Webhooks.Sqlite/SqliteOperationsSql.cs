namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteOperations"/>.</summary>
internal static class SqliteOperationsSql
{
    public const string ChosenDeliveries = "SELECT d.seq FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq";

    /// <summary>A lease from before is void. In a row it goes to the end.</summary>
    public const string Redeliver = $$"""
        UPDATE zeropath_delivery SET was_success = (state = 1), state = 0, reason = NULL, attempt_count = 0, is_retry = 0,
            token = {{SqliteDeliverySql.NextToken}}, due_at = $now, is_due = 1, was_due_at = NULL, deadline = NULL,
            settled_at = NULL, behind = (SELECT max(seq) FROM zeropath_delivery), place = NULL
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        """;

    public const string Cancel = $$"""
        UPDATE zeropath_delivery SET state = iif(was_success, 1, 3), reason = iif(was_success, NULL, $reason),
            token = {{SqliteDeliverySql.NextToken}}, settled_at = $now
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        RETURNING endpoint_id
        """;

    public const string PurgeFigures = """
        DELETE FROM zeropath_figure WHERE (endpoint_id, minute, attempt_number, outcome, state, latency) IN (
            SELECT endpoint_id, minute, attempt_number, outcome, state, latency FROM zeropath_figure WHERE minute <= $before LIMIT $max)
        """;

    public const string PurgeActivity =
        "DELETE FROM zeropath_activity WHERE seq IN (SELECT seq FROM zeropath_activity WHERE changed_at <= $before LIMIT $max)";

    private const string Finished = """
        NOT EXISTS (SELECT 1 FROM zeropath_delivery d WHERE d.event_seq = e.seq AND d.state = 0)
        AND coalesce((SELECT max(d.settled_at) FROM zeropath_delivery d WHERE d.event_seq = e.seq), e.published_at) <= $before
        """;

    public const string PurgeEvents =
        $"DELETE FROM zeropath_event WHERE seq IN (SELECT e.seq FROM zeropath_event e WHERE e.published_at <= $before AND {Finished}"
            + " LIMIT $max)";

    public const string PurgePayloads =
        "UPDATE zeropath_event SET body = NULL WHERE seq IN "
        + $"(SELECT e.seq FROM zeropath_event e WHERE e.body IS NOT NULL AND e.published_at <= $before AND {Finished} LIMIT $max)";

    public const string EventsWithOldAttempts =
        "SELECT DISTINCT e.seq FROM zeropath_attempt a JOIN zeropath_delivery d ON d.seq = a.delivery_seq "
            + "JOIN zeropath_event e ON e.seq = d.event_seq "
        + $"WHERE a.started_at <= $before AND {Finished} LIMIT $max";

    public const string PurgeAttempts =
        "DELETE FROM zeropath_attempt WHERE delivery_seq IN (SELECT seq FROM zeropath_delivery WHERE event_seq = $event)";
}
