using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Fairness;

/// <summary>
/// What endpoints that hang, with a hundred thousand due deliveries, cost the other ones: the same application with and without them, in
/// turns, from the moment at which they begin to hang. The goals: 0.9 of the throughput, and a p95 of the latency
/// that is at most twice as long.
/// </summary>
internal static class FairnessComparison
{
    private const int Backlog = 100_000;

    private static readonly int[] Hanging = [1, 6];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string[] args)
    {
        var chosen = args is [var first, ..] ? first : "all";
        var rounds = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 15;
        foreach (var hanging in Hanging)
        {
            if (chosen is "all" or "memory")
            {
                await CompareAsync("In memory", hanging, rounds, _ => webhooks => webhooks.UseInMemoryStore());
            }

            if (chosen is "all" or "sqlite")
            {
                var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
                await CompareAsync(
                    "SQLite", hanging, rounds, name =>
                        webhooks => webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, $"{name}.db")}"));
                folder.Delete(recursive: true);
            }

            if (chosen is "all" or "postgresql")
            {
                await using var server = await PostgreSqlCluster.CreateAsync();
                await server.StartAsync(survivesPowerCut: true);
                var databases = new Dictionary<string, string>
                {
                    ["without"] = await server.CreateDatabaseAsync("without"),
                    ["with"] = await server.CreateDatabaseAsync("with_hanging"),
                };
                await CompareAsync("PostgreSQL", hanging, rounds, name => webhooks => webhooks.UsePostgreSqlStore(databases[name]));
            }
        }
    }

    private static async Task CompareAsync(string store, int hanging, int rounds, Func<string, Action<ZeroPathWebhooksBuilder>> useStore)
    {
        await using var without = await ManyEndpoints.StartAsync(hanging, useStore("without"));
        await using var with = await ManyEndpoints.StartAsync(hanging, useStore("with"));
        await with.HangAsync(Backlog);

        var results = new List<(double Without, double With, double LatencyWithout, double LatencyWith)>();
        for (var round = 0; round < rounds; round++)
        {
            // In turns, since whatever else the machine does befalls both.
            var (first, second) = round % 2 == 0 ? (without, with) : (with, without);
            var rates = (First: await first.DeliverAsync(), Second: await second.DeliverAsync());
            var latencies = (First: await first.MeasureLatencyAsync(), Second: await second.MeasureLatencyAsync());
            results.Add(round % 2 == 0
                ? (rates.First, rates.Second, latencies.First, latencies.Second)
                : (rates.Second, rates.First, latencies.Second, latencies.First));
        }

        var rate = results.OrderBy(result => result.With / result.Without).ElementAt(rounds / 2);
        var latency = results.OrderBy(result => result.LatencyWith / result.LatencyWithout).ElementAt(rounds / 2);
        Console.WriteLine(
            $"{store}, {hanging} of 20 hanging: {rate.With:N0} deliveries/s instead of {rate.Without:N0}, "
                + $"ratio {rate.With / rate.Without:N2}; "
            + $"p95 {latency.LatencyWith:N1} ms instead of {latency.LatencyWithout:N1}, "
                + $"{latency.LatencyWith / latency.LatencyWithout:N2} times; "
            + $"at rest {await MeasureRestAsync():P0} of a processor");
    }

    /// <returns>How busy the process is while nothing is published.</returns>
    private static async Task<double> MeasureRestAsync()
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(Rest, TimeProvider.System);
        process.Refresh();
        return (process.TotalProcessorTime - before) / Rest;
    }
}
