namespace ZeroPath.Webhooks.Benchmarks.Dashboard;

/// <summary>
/// Fills a store: 30 days of deliveries, evenly to a hundred endpoints of ten organizations. Of fifty one has failed, and one is pending.
/// </summary>
internal static class DashboardSql
{
    public const string Sqlite = """
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $count)
        INSERT INTO zeropath_event (id, type, organization_id, repository_id, published_at, body)
        SELECT printf('evt_%032d', n), iif(n % 3, 'SCAN_COMPLETE', 'SCAN_FAILED'), 'org_' || (n % 10), 'repo_' || (n % 70),
            $now - $span + $span * n / $count, $body FROM n;
        INSERT INTO zeropath_delivery (
            id, event_seq, endpoint_id, subscription_ids, created_at, state, reason, attempt_count, token, due_at, is_due, settled_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'ept_' || (seq % 100), '["sub"]', published_at,
            CASE seq % 50 WHEN 0 THEN 2 WHEN 1 THEN 0 ELSE 1 END, iif(seq % 50 = 0, 'exhausted', NULL), iif(seq % 50 = 1, 0, 1), 1,
            published_at + 1000, 1, iif(seq % 50 = 1, NULL, published_at + 1000)
        FROM zeropath_event;
        INSERT INTO zeropath_attempt (delivery_seq, token, number, started_at, duration_us, outcome, status)
        SELECT seq, 1, 1, created_at, 80000, iif(state = 2, 'Refused', 'Accepted'), iif(state = 2, 500, 200)
        FROM zeropath_delivery WHERE state > 0;
        INSERT INTO zeropath_figure (endpoint_id, minute, attempt_number, outcome, state, latency, count)
        SELECT endpoint_id, settled_at - settled_at % 60000, 1, iif(state = 2, 'Refused', 'Accepted'), state,
            iif(state = 2, -1, seq % 40), count(*)
        FROM zeropath_delivery WHERE state > 0 GROUP BY 1, 2, 4, 5, 6;
        INSERT INTO zeropath_figure (endpoint_id, minute, attempt_number, outcome, state, latency, count)
        SELECT '', minute, attempt_number, outcome, state, latency, sum(count) FROM zeropath_figure GROUP BY 2, 3, 4, 5, 6;
        INSERT INTO zeropath_health (endpoint_id, success_rate, failure_streak)
        SELECT DISTINCT endpoint_id, 0.98, iif(endpoint_id = 'ept_7', 9, 0) FROM zeropath_delivery;
        """;

    public const string PostgreSql = """
        INSERT INTO zeropath_webhooks.event (id, type, organization_id, repository_id, published_at, body)
        SELECT 'evt_' || lpad(n::text, 32, '0'), CASE n % 3 WHEN 0 THEN 'SCAN_FAILED' ELSE 'SCAN_COMPLETE' END, 'org_' || (n % 10),
            'repo_' || (n % 70), now() - interval '30 days' * (1 - n::float8 / @count), @body
        FROM generate_series(1, @count) AS n ORDER BY n;
        INSERT INTO zeropath_webhooks.delivery (
            id, event_seq, endpoint_id, subscription_ids, created_at, state, reason, attempt_count, token, settled_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'ept_' || (seq % 100), '{sub}', published_at,
            CASE seq % 50 WHEN 0 THEN 2 WHEN 1 THEN 0 ELSE 1 END, CASE seq % 50 WHEN 0 THEN 'exhausted' END,
            CASE seq % 50 WHEN 1 THEN 0 ELSE 1 END, 1, CASE seq % 50 WHEN 1 THEN NULL ELSE published_at + interval '1 s' END
        FROM zeropath_webhooks.event ORDER BY seq;
        INSERT INTO zeropath_webhooks.pending (delivery_seq, endpoint_id, due_at)
        SELECT seq, endpoint_id, created_at FROM zeropath_webhooks.delivery WHERE state = 0 ORDER BY seq;
        INSERT INTO zeropath_webhooks.attempt (delivery_seq, token, number, started_at, duration, outcome, status)
        SELECT seq, 1, 1, created_at, interval '80 ms', CASE state WHEN 2 THEN 'Refused' ELSE 'Accepted' END,
            CASE state WHEN 2 THEN 500 ELSE 200 END
        FROM zeropath_webhooks.delivery WHERE state > 0;
        INSERT INTO zeropath_webhooks.figure (endpoint_id, minute, node, attempt_number, outcome, state, latency, count)
        SELECT endpoint_id, date_trunc('minute', settled_at), 'node', 1, CASE state WHEN 2 THEN 'Refused' ELSE 'Accepted' END, state,
            CASE state WHEN 2 THEN -1 ELSE seq % 40 END, count(*)
        FROM zeropath_webhooks.delivery WHERE state > 0 GROUP BY 1, 2, 5, 6, 7;
        INSERT INTO zeropath_webhooks.figure (endpoint_id, minute, node, attempt_number, outcome, state, latency, count)
        SELECT '', minute, node, attempt_number, outcome, state, latency, sum(count)
        FROM zeropath_webhooks.figure GROUP BY 2, 3, 4, 5, 6, 7;
        INSERT INTO zeropath_webhooks.health (endpoint_id, success_rate, failure_streak)
        SELECT DISTINCT endpoint_id, 0.98, CASE endpoint_id WHEN 'ept_7' THEN 9 ELSE 0 END FROM zeropath_webhooks.delivery;
        ANALYZE;
        """;
}
