namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteNotices"/>.</summary>
internal static class SqliteNoticeSql
{
    public const string AddNotice = """
        INSERT INTO zeropath_notice (endpoint_id, delivery_id, reason, created_at, due_at)
        SELECT endpoint_id, id, $reason, $now, $now FROM zeropath_delivery WHERE id = $id
        """;

    public const string AddDisabledNotice = """
        INSERT INTO zeropath_notice (endpoint_id, reason, created_at, due_at) VALUES ($endpoint, $reason, $now, $now)
        ON CONFLICT (endpoint_id) WHERE delivery_id IS NULL
        DO UPDATE SET reason = $reason, created_at = $now, due_at = $now, tries = 0, lease = NULL
        """;

    public const string LeaseNotice = """
        UPDATE zeropath_notice SET lease = $lease, due_at = $until
        WHERE seq IN (
            SELECT seq FROM zeropath_notice
            WHERE (endpoint_id, tries) = (SELECT endpoint_id, tries FROM zeropath_notice WHERE due_at <= $now ORDER BY due_at, seq LIMIT 1)
                AND due_at <= $now
            ORDER BY due_at, seq LIMIT $max)
        RETURNING seq, endpoint_id, delivery_id, reason, created_at, tries
        """;

    /// <summary>Of many at once, a JSON array.</summary>
    public const string FailedDeliveries = $"{SqliteHistorySql.Deliveries} WHERE d.id IN (SELECT value FROM json_each($ids))";

    public const string RemoveNotice = "DELETE FROM zeropath_notice WHERE lease = $lease";

    public const string PostponeNotice = "UPDATE zeropath_notice SET lease = NULL, due_at = $due, tries = tries + 1 WHERE lease = $lease";
}
