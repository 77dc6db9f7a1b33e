using Microsoft.Data.Sqlite;
using Npgsql;
using ZeroPath.Webhooks.Benchmarks.Stores;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Fills a store with deliveries that nobody has sent, or that were sent a month ago.</summary>
internal static class Backlog
{
    private const string PendingInSqlite = """
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $count)
        INSERT INTO zeropath_event (id, type, organization_id, published_at, body)
        SELECT printf('evt_%s_%032d', $run, n), 'SCAN_COMPLETE', '0', $time, $body FROM n;
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'sink 0', '[]', published_at, published_at FROM zeropath_event
        WHERE id LIKE 'evt_' || $run || '_%';
        """;

    private const string SentInSqlite = $"""
        {PendingInSqlite}
        UPDATE zeropath_delivery SET state = 1, is_due = 0, attempt_count = 1, settled_at = $time WHERE id LIKE 'dlv_' || $run || '_%';
        INSERT INTO zeropath_attempt (delivery_seq, token, number, started_at, duration_us, outcome, status)
        SELECT seq, 1, 1, $time, 1000, 'Accepted', 200 FROM zeropath_delivery WHERE id LIKE 'dlv_' || $run || '_%';
        """;

    private const string EventsInPostgreSql = """
        INSERT INTO zeropath_webhooks.event (id, type, organization_id, published_at, body)
        SELECT 'evt_' || @run || '_' || lpad(n::text, 32, '0'), 'SCAN_COMPLETE', '0', @time, @body FROM generate_series(1, @count) AS n;
        """;

    private const string PendingInPostgreSql = $"""
        {EventsInPostgreSql}
        INSERT INTO zeropath_webhooks.delivery (id, event_seq, endpoint_id, subscription_ids, created_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'sink 0', ARRAY[]::text[], published_at FROM zeropath_webhooks.event
        WHERE id LIKE 'evt_' || @run || '_%' ORDER BY seq;
        INSERT INTO zeropath_webhooks.pending (delivery_seq, endpoint_id, due_at)
        SELECT seq, endpoint_id, created_at FROM zeropath_webhooks.delivery WHERE id LIKE 'dlv_' || @run || '_%' ORDER BY seq;
        ANALYZE;
        """;

    private const string SentInPostgreSql = $"""
        {EventsInPostgreSql}
        INSERT INTO zeropath_webhooks.delivery (id, event_seq, endpoint_id, subscription_ids, created_at, state, attempt_count, settled_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'sink 0', ARRAY[]::text[], published_at, 1, 1, published_at FROM zeropath_webhooks.event
        WHERE id LIKE 'evt_' || @run || '_%' ORDER BY seq;
        INSERT INTO zeropath_webhooks.attempt (delivery_seq, token, number, started_at, duration, outcome, status)
        SELECT seq, 1, 1, @time, interval '1 ms', 'Accepted', 200 FROM zeropath_webhooks.delivery WHERE id LIKE 'dlv_' || @run || '_%';
        ANALYZE;
        """;

    private static int _runs;

    public static Task AddPendingAsync(string store, string source, int count) =>
        AddAsync(source, store == LoadStore.Sqlite ? PendingInSqlite : PendingInPostgreSql, count, store, TimeSpan.Zero);

    public static Task AddSentAsync(string store, string source, int count) =>
        AddAsync(source, store == LoadStore.Sqlite ? SentInSqlite : SentInPostgreSql, count, store, TimeSpan.FromDays(30));

    private static async Task AddAsync(string source, string sql, int count, string store, TimeSpan age)
    {
        var (run, time) = ($"b{++_runs}", TimeProvider.System.GetUtcNow() - age);
        if (store == LoadStore.Sqlite)
        {
            await using var connection = new SqliteConnection($"{source};Pooling=false");
            await connection.OpenAsync();
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
            await using var fill = new SqliteCommand(sql, connection, transaction) { CommandTimeout = 600 };
            fill.Parameters.AddWithValue("$run", run);
            fill.Parameters.AddWithValue("$count", count);
            fill.Parameters.AddWithValue("$time", time.ToUnixTimeMilliseconds());
            fill.Parameters.AddWithValue("$body", BareClient.Body);
            await fill.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return;
        }

        await using var other = new NpgsqlConnection($"{source};Command Timeout=600;Pooling=false");
        await other.OpenAsync();
        await using var command = new NpgsqlCommand(sql, other);
        command.Parameters.AddWithValue("run", run);
        command.Parameters.AddWithValue("count", count);
        command.Parameters.AddWithValue("time", time);
        command.Parameters.AddWithValue("body", BareClient.Body);
        await command.ExecuteNonQueryAsync();
    }
}
