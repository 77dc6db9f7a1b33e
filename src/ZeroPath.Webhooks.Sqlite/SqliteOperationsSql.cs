using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteOperations"/>.</summary>
internal static class SqliteOperationsSql
{
    public const string ChosenDeliveries = "SELECT d.seq FROM zeropath_delivery d JOIN zeropath_event e ON e.seq = d.event_seq";

    /// <summary>A lease from before is void. In a row it goes to the end.</summary>
    public const string Redeliver = $$"""
        UPDATE zeropath_delivery SET was_success = (state = 1), state = 0, reason = NULL, attempt_count = 0, is_retry = 0,
            token = {{SqliteDeliverySql.NextToken}}, due_at = $now, is_due = 1, was_due_at = NULL, deadline = NULL,
            settled_at = NULL, behind = (SELECT max(seq) FROM zeropath_delivery), place = NULL,
            again = 1 + coalesce((SELECT max(again) FROM zeropath_delivery WHERE state = 0 AND again IS NOT NULL), 0)
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        RETURNING endpoint_id
        """;

    public const string Cancel = $$"""
        {{SqliteDeliverySql.Cancel}}
        WHERE seq IN ({0} ORDER BY d.seq LIMIT $max)
        RETURNING endpoint_id
        """;

    public const string PurgeFigures = """
        DELETE FROM zeropath_figure WHERE (endpoint_id, minute, attempt_number, outcome, state, latency) IN (
            SELECT endpoint_id, minute, attempt_number, outcome, state, latency FROM zeropath_figure WHERE minute <= $before LIMIT $max)
        """;

    public const string PurgeHours = """
        DELETE FROM zeropath_figure_hour WHERE (endpoint_id, hour) IN (
            SELECT endpoint_id, hour FROM zeropath_figure_hour WHERE hour <= $before LIMIT $max)
        """;

    /// <summary>Merges the oldest hour of an endpoint, as <see cref="FigureText"/> reads it.</summary>
    public const string AddHour = $"""
        {OldestHour}
        INSERT INTO zeropath_figure_hour (endpoint_id, hour, counts)
        SELECT endpoint_id, hour, group_concat(
            minutes || ' ' || attempt_number || ' ' || outcome || ' ' || state || ' ' || latency || ' ' || count, ';')
        FROM (
            SELECT o.endpoint_id, o.hour, (f.minute - o.hour) / 60000 / {FigureText.MergedMinutes} * {FigureText.MergedMinutes} AS minutes,
                f.attempt_number, f.outcome, f.state, f.latency, sum(f.count) AS count
            FROM oldest o CROSS JOIN zeropath_figure f
            WHERE f.endpoint_id = o.endpoint_id AND f.minute >= o.hour AND f.minute < o.hour + 3600000
            GROUP BY 3, 4, 5, 6, 7)
        WHERE true
        GROUP BY 1, 2
        ON CONFLICT (endpoint_id, hour) DO UPDATE SET counts = counts || ';' || excluded.counts
        """;

    /// <summary>Those of <see cref="AddHour"/>.</summary>
    public const string RemoveMinutes = $"""
        {OldestHour}
        DELETE FROM zeropath_figure WHERE endpoint_id = (SELECT endpoint_id FROM oldest)
            AND minute >= (SELECT hour FROM oldest) AND minute < (SELECT hour + 3600000 FROM oldest)
        """;

    public const string PurgeActivity =
        "DELETE FROM zeropath_activity WHERE seq IN (SELECT seq FROM zeropath_activity WHERE changed_at <= $before LIMIT $max)";

    private const string OldestHour = """
        WITH oldest AS MATERIALIZED (
            SELECT endpoint_id, minute - minute % 3600000 AS hour FROM zeropath_figure WHERE minute >= 0 AND minute < $before
            ORDER BY minute, endpoint_id LIMIT 1)
        """;

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
