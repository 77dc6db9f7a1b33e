using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// What ten thousand and a million pending deliveries cost a process that leases and sends: <see cref="FullStoreWorker"/>, a process of its
/// own, so that its memory is its own too. The goals: a lease takes at most 1.5 times as long, and 250 MiB are enough.
/// </summary>
internal static class FullStore
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    private const string FillSqlite = """
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $count)
        INSERT INTO zeropath_event (id, type, organization_id, published_at, body)
        SELECT printf('evt_%032d', n), 'SCAN_COMPLETE', 'org_123', $now, $body FROM n;
        INSERT INTO zeropath_delivery (id, event_seq, endpoint_id, subscription_ids, created_at, due_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'sink', '[]', published_at, published_at FROM zeropath_event;
        """;

    private const string FillPostgreSql = """
        INSERT INTO zeropath_webhooks.event (id, type, organization_id, published_at, body)
        SELECT 'evt_' || lpad(n::text, 32, '0'), 'SCAN_COMPLETE', 'org_123', now(), @body FROM generate_series(1, @count) AS n;
        INSERT INTO zeropath_webhooks.delivery (id, event_seq, endpoint_id, subscription_ids, created_at)
        SELECT 'dlv_' || substr(id, 5), seq, 'sink', '{}', published_at FROM zeropath_webhooks.event ORDER BY seq;
        INSERT INTO zeropath_webhooks.pending (delivery_seq, endpoint_id, due_at)
        SELECT seq, endpoint_id, created_at FROM zeropath_webhooks.delivery ORDER BY seq;
        ANALYZE;
        """;

    public static async Task MeasureAsync()
    {
        using var sink = new LoopbackSink();
        var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
        await MeasureAsync("sqlite", sink, async count =>
        {
            var source = $"Data Source={Path.Combine(folder.FullName, $"{count}.db")}";
            await using var library = await Library.StartAsync(sink, webhooks => webhooks.UseSqliteStore(source));
            await library.WhenDeliveredAsync();
            using var connection = new SqliteConnection($"{source};Pooling=false");
            connection.Open();
            using var fill = new SqliteCommand(FillSqlite, connection) { CommandTimeout = 600 };
            fill.Parameters.AddWithValue("$count", count);
            fill.Parameters.AddWithValue("$now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            fill.Parameters.AddWithValue("$body", BareClient.Body);
            using var transaction = connection.BeginTransaction();
            fill.Transaction = transaction;
            fill.ExecuteNonQuery();
            transaction.Commit();
            return source;
        });
        folder.Delete(recursive: true);

        await using var server = await PostgreSqlCluster.CreateAsync();
        await server.StartAsync(survivesPowerCut: true);
        await MeasureAsync("postgresql", sink, async count =>
        {
            var source = await server.CreateDatabaseAsync($"full_{count}");
            await using var library = await Library.StartAsync(sink, webhooks => webhooks.UsePostgreSqlStore(source));
            await library.WhenDeliveredAsync();
            await using var connection = new NpgsqlConnection($"{source};Command Timeout=600");
            await connection.OpenAsync();
            await using var fill = new NpgsqlCommand(FillPostgreSql, connection);
            fill.Parameters.AddWithValue("count", count);
            fill.Parameters.AddWithValue("body", BareClient.Body);
            await fill.ExecuteNonQueryAsync();
            return source;
        });
    }

    private static async Task MeasureAsync(string store, LoopbackSink sink, Func<int, Task<string>> fillAsync)
    {
        var (few, many) = (await fillAsync(Few), await fillAsync(Many));

        // In turns, since whatever else the machine does befalls both.
        var rounds = new List<(double Few, double Many)>();
        for (var round = 0; round < FullStoreWorker.Rounds; round++)
        {
            rounds.Add((await RunAsync("lease", store, few, sink), await RunAsync("lease", store, many, sink)));
        }

        var middle = rounds.OrderBy(round => round.Many / round.Few).ElementAt(rounds.Count / 2);
        Console.WriteLine(
            $"{store}: a lease of {FullStoreWorker.Page} takes {middle.Few:N2} ms among {Few:N0}, {middle.Many:N2} ms among {Many:N0}: "
            + $"{middle.Many / middle.Few:N2} times; most memory while sending {await RunAsync("send", store, many, sink):N0} MiB");
    }

    private static async Task<double> RunAsync(string what, string store, string source, LoopbackSink sink)
    {
        using var worker = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["stores", "worker", what, store, source, $"{sink.Url}"])
            {
                RedirectStandardOutput = true,
            })!;
        var answer = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
