using Npgsql;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>What an application with nothing to do costs in a minute.</summary>
internal static class IdleCase
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(LoadStore store, LoadReport report)
    {
        using var sink = await SinkProcess.StartAsync();
        var source = await store.CreateAsync();
        await using var library = await LoadLibrary.StartAsync(sink, store.Kind, source);
        await library.PublishAndDeliverAsync(1_000);
        await Task.Delay(Settling, TimeProvider.System);
        var (processor, transactions) = (Environment.CpuUsage.TotalTime, await CountTransactionsAsync(store, source));
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        var used = Environment.CpuUsage.TotalTime - processor;
        List<(string, double)> figures = [("processor ms", used.TotalMilliseconds)];
        if (transactions is { } first)
        {
            // The question itself is one.
            figures.Add(("transactions", (await CountTransactionsAsync(store, source))!.Value - first - 1));
        }

        report.Add("idle", store.Kind, "one minute", [.. figures]);
    }

    private static async Task<long?> CountTransactionsAsync(LoadStore store, string source)
    {
        if (store.Kind != LoadStore.PostgreSql)
        {
            return null;
        }

        await using var connection = new NpgsqlConnection($"{source};Pooling=false");
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand(
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
