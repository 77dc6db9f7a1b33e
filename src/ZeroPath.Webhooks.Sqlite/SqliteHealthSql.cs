namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteHealth"/>.</summary>
internal static class SqliteHealthSql
{
    /// <summary>What was stored and cannot be is counted as nothing.</summary>
    public const string Observe = """
        INSERT INTO zeropath_health (endpoint_id, success_rate, latency_us, failure_streak, failing_since, steady_since, steady_until,
            steady_failures, last_success_at, last_failure_at)
        VALUES ($endpoint, $rate, $latency, $streak, iif($streak > 0, $due, NULL), iif($streak > 0, $due, NULL), $due,
            $streak, iif($succeeded, $now, NULL), iif($failed, $now, NULL))
        ON CONFLICT (endpoint_id) DO UPDATE SET
            success_rate = iif(success_rate BETWEEN 0 AND 1, success_rate + ($rate - success_rate) * $weight, $rate),
            latency_us = CASE WHEN $latency IS NULL THEN latency_us WHEN latency_us BETWEEN 0 AND 86400000000
                THEN latency_us + CAST(($latency - latency_us) * $latencyWeight AS INTEGER) ELSE $latency END,
            failure_streak = iif($succeeded, 0, min(max(failure_streak, 0), 2147483647 - $streak)) + $streak,
            failing_since = CASE WHEN $streak = 0 THEN NULL WHEN $succeeded OR failing_since IS NULL THEN $due ELSE failing_since END,
            steady_since = CASE
                WHEN $streak = 0 THEN NULL
                WHEN $succeeded OR steady_since IS NULL OR $due - steady_until > $gap THEN $due
                ELSE steady_since END,
            steady_failures = iif($succeeded OR steady_since IS NULL OR $due - steady_until > $gap, 0,
                min(max(steady_failures, 0), 2147483647 - $streak)) + $streak,
            steady_until = $due,
            last_success_at = iif($succeeded, $now, last_success_at),
            last_failure_at = iif($failed, $now, last_failure_at),
            held_until = iif($succeeded, NULL, held_until),
            holds = iif($succeeded, 0, holds)
        """;

    public const string Hold = """
        INSERT INTO zeropath_health (endpoint_id, held_until, holds) VALUES ($endpoint, $until, iif($until IS NULL, 0, 1))
        ON CONFLICT (endpoint_id) DO UPDATE SET held_until = $until, holds = iif($until IS NULL, 0, min(max(holds, 0), 2147483646) + 1)
        """;

    /// <summary>Of endpoints, a JSON array, or of all.</summary>
    public const string Health = """
        SELECT endpoint_id, success_rate, latency_us, failure_streak, failing_since, last_success_at, last_failure_at, held_until, holds,
            steady_since, steady_failures
        FROM zeropath_health
        WHERE success_rate IS NOT NULL AND ($endpoints IS NULL OR endpoint_id IN (SELECT value FROM json_each($endpoints)))
        ORDER BY endpoint_id
        """;
}
