using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// The rows of endpoints that are ordered. What is due comes into an empty row, in the order in which it was added or sent again; whatever
/// is added after one of the row stands behind it. Who is not ordered has no row, and nothing is asked of it.
/// </summary>
internal static class SqliteOrder
{
    /// <summary>The first of the row.</summary>
    public const string First = $"""
        SELECT seq, id, event_seq, attempt_count, {SqliteDeliverySql.NextToken}, due_at, was_due_at IS NOT NULL, deadline
        FROM zeropath_delivery WHERE state = 0 AND endpoint_id = $endpoint AND place IS NOT NULL AND due_at <= $now ORDER BY place
        """;

    /// <summary>Fills the row if it is empty.</summary>
    private const string Fill = """
        UPDATE zeropath_delivery SET place = r.place FROM (
            SELECT seq, row_number() OVER (ORDER BY coalesce(behind, seq), again, seq) AS place
            FROM zeropath_delivery
            WHERE state = 0 AND is_due = 1 AND endpoint_id = $endpoint AND NOT EXISTS (
                SELECT 1 FROM zeropath_delivery WHERE state = 0 AND endpoint_id = $endpoint AND place IS NOT NULL)) AS r
        WHERE zeropath_delivery.seq = r.seq
        """;

    /// <summary>When the first of the row is due, and when the last lease ends.</summary>
    private const string Look = """
        SELECT
            (SELECT due_at FROM zeropath_delivery
                WHERE state = 0 AND endpoint_id = $endpoint AND place IS NOT NULL ORDER BY place LIMIT 1),
            (SELECT max(due_at) FROM zeropath_delivery
                WHERE state = 0 AND is_due = 0 AND due_at > $now AND due_at <= $until
                    AND endpoint_id = $endpoint AND was_due_at IS NOT NULL)
        """;

    /// <summary>The lanes as they are open, those of ordered endpoints with their rows.</summary>
    /// <param name="session">A transaction of the writer's, if the rows are to be filled.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="request">Says who is ordered.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="fills">Whether to fill rows that are empty.</param>
    public static IEnumerable<QueueHead> Open(
        SqliteSession session, IEnumerable<QueueHead> lanes, LeaseRequest request, long now, bool fills)
    {
        foreach (var lane in lanes)
        {
            yield return request.RoomFor(lane.EndpointId).IsOrdered
                ? lane with { BlockedFor = BlockedFor(session, lane.EndpointId, request.Length, now, fills) }
                : lane;
        }
    }

    private static TimeSpan? BlockedFor(SqliteSession session, string endpointId, TimeSpan length, long now, bool fills)
    {
        if (fills)
        {
            session.Execute(Fill, ("$endpoint", endpointId));
        }

        // Another process may lease for longer.
        var until = now + (2 * (long)length.TotalMilliseconds);
        var (first, leased) = session.Query(
            Look, row => (row.LongOrNull(0), row.LongOrNull(1)), ("$endpoint", endpointId), ("$now", now), ("$until", until))[0];
        return (first > leased ? first : leased ?? first) is { } at ? SqliteRows.Between(now, at) : null;
    }
}
