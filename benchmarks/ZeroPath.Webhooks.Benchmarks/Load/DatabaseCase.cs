using Npgsql;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>What a delivery costs PostgreSQL: bytes of its log, transactions, and bytes that tables and indexes take.</summary>
internal static class DatabaseCase
{
    private const int Events = 20_000;

    public static async Task RunAsync(LoadStore store, LoadReport report)
    {
        using var sink = await SinkProcess.StartAsync();
        var source = await store.CreateAsync();
        await using var library = await LoadLibrary.StartAsync(sink, store.Kind, source);
        await MeasureAsync("batches of 500", () => library.PublishAndDeliverAsync(Events));
        await MeasureAsync("batches of 500, once more", () => library.PublishAndDeliverAsync(Events));
        await MeasureAsync("64 callers", () => PublishSinglesAsync(callers: 64));
        await MeasureAsync("one caller", () => PublishSinglesAsync(callers: 1));

        async Task PublishSinglesAsync(int callers)
        {
            var before = await sink.CountAsync();
            await library.PublishSinglesAsync(Events, callers);
            await library.WhenDeliveredAsync(before + Events);
        }

        async Task MeasureAsync(string how, Func<Task> deliverAsync)
        {
            var (wal, transactions, size) = await ReadAsync(source);
            await deliverAsync();
            var (newWal, newTransactions, newSize) = await ReadAsync(source);
            report.Add(
                "database",
                store.Kind,
                how,
                ("bytes of log a delivery", (newWal - wal) / Events),
                ("transactions a delivery", (newTransactions - transactions) / Events),
                ("bytes stored a delivery", (newSize - size) / Events));
        }
    }

    private static async Task<(double Wal, double Transactions, double Size)> ReadAsync(string source)
    {
        // Sessions report what they did once a second at most; CHECKPOINT keeps whole pages in the log alike from measure to measure.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await using var connection = new NpgsqlConnection($"{source};Pooling=false");
        await connection.OpenAsync();
        await using var ask = new NpgsqlCommand(
            """
            CHECKPOINT;
            SELECT (pg_current_wal_lsn() - '0/0')::float8, (xact_commit + xact_rollback)::float8, pg_database_size(datname)::float8
            FROM pg_stat_database WHERE datname = current_database()
            """,
            connection);
        await using var row = await ask.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetDouble(0), row.GetDouble(1), row.GetDouble(2));
    }
}
