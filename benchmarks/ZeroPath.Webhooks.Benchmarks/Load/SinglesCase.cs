using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>
/// Callers that publish one event a call while the host delivers, and while it leaves that to others. On PostgreSQL the yardstick is
/// pgbench with 64 clients, which insert and commit the event's row alone.
/// </summary>
internal static class SinglesCase
{
    private const int Events = 10_000;
    private const int WarmUps = 4;

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        using var sink = await SinkProcess.StartAsync();
        await using (var library = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync()))
        {
            foreach (var callers in (int[])[1, 16, 64, 256])
            {
                await MeasureAsync(library, callers, delivers: true);
            }
        }

        await using var publishers = LoadLibrary.OfPublishers(sink, store.Kind, await store.CreateAsync());
        await MeasureAsync(publishers, 64, delivers: false);

        async Task MeasureAsync(LoadLibrary library, int callers, bool delivers)
        {
            var events = callers == 1 ? Events / 10 : Events;
            var measured = new List<(double Rate, double P50, double P99)>();
            var yardstick = new List<double>();
            for (var round = -WarmUps; round < rounds; round++)
            {
                var before = await sink.CountAsync();
                var watch = Stopwatch.StartNew();
                var times = await library.PublishSinglesAsync(events, callers);
                var rate = events / watch.Elapsed.TotalSeconds;
                await (delivers ? library.WhenDeliveredAsync(before + events) : Task.CompletedTask);
                if (round >= 0)
                {
                    measured.Add((rate, times[events / 2], times[events * 99 / 100]));
                    yardstick.Add(store.Kind == LoadStore.PostgreSql && callers == 64 ? await InsertAsync(store) : double.NaN);
                }
            }

            var median = measured.Order().ElementAt(rounds / 2);
            List<(string, double)> figures =
                [("perSecond", median.Rate), ("p50 ms", median.P50), ("p99 ms", median.P99)];
            if (!double.IsNaN(yardstick[0]))
            {
                figures.Add(("perSecond of pgbench", Median.Of(yardstick)));
                figures.Add(("ratio", Median.Of(measured.Zip(yardstick, (own, other) => own.Rate / other))));
            }

            report.Add("singles", store.Kind, delivers ? $"{callers} callers" : $"others deliver, {callers} callers", [.. figures]);
        }
    }

    /// <returns>How many rows pgbench commits a second.</returns>
    private static async Task<double> InsertAsync(LoadStore store)
    {
        var source = new NpgsqlConnectionStringBuilder(await store.CreateAsync());
        await using (var connection = new NpgsqlConnection(source.ConnectionString))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand(
                "CREATE TABLE event (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, type text NOT NULL, "
                    + "published_at timestamptz NOT NULL, body bytea NOT NULL)",
                connection);
            await create.ExecuteNonQueryAsync();
        }

        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            script,
            "INSERT INTO event (id, type, published_at, body) VALUES ('evt_' || gen_random_uuid(), 'SCAN_COMPLETE', now(), "
                + "decode(repeat('7b', 480), 'hex'));\n");
        using var pgbench = Process.Start(new ProcessStartInfo(
            PostgreSqlCluster.PathOf("pgbench"),
            [
                "-h", source.Host!, "-p", source.Port.ToString(CultureInfo.InvariantCulture), "-U", source.Username!,
                "-n", "-M", "prepared", "-c", "64", "-j", "2", "-T", "5", "-f", script, source.Database!,
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        File.Delete(script);
        var line = output.Split('\n').Single(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }
}
