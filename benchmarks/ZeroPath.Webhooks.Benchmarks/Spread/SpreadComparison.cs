using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Spread;

/// <summary>
/// What it costs that events are spread over many endpoints: twenty thousand of them over ten thousand endpoints, and over ten, in turns.
/// The goals: 0.85 of the rate in memory, 0.8 with a database.
/// </summary>
internal static class SpreadComparison
{
    private const int Few = 10;
    private const int Many = 10_000;

    public static async Task RunAsync(string[] args)
    {
        var chosen = args is [var first, ..] ? first : "all";
        var rounds = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 7;
        if (chosen is "all" or "memory")
        {
            await CompareAsync("In memory", rounds, _ => webhooks => webhooks.UseInMemoryStore());
        }

        if (chosen is "all" or "sqlite")
        {
            var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
            await CompareAsync(
                "SQLite",
                rounds,
                name => webhooks => webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, $"{name}.db")}"));
            folder.Delete(recursive: true);
        }

        if (chosen is "all" or "postgresql")
        {
            await using var server = await PostgreSqlCluster.CreateAsync();
            await server.StartAsync(survivesPowerCut: true);
            var databases = new Dictionary<string, string>
            {
                ["few"] = await server.CreateDatabaseAsync("few"),
                ["many"] = await server.CreateDatabaseAsync("many"),
            };
            await CompareAsync("PostgreSQL", rounds, name => webhooks => webhooks.UsePostgreSqlStore(databases[name]));
        }
    }

    private static async Task CompareAsync(string store, int rounds, Func<string, Action<ZeroPathWebhooksBuilder>> useStore)
    {
        using var sink = new LoopbackSink();
        await using var few = await SpreadLibrary.StartAsync(sink, Few, useStore("few"));
        await using var many = await SpreadLibrary.StartAsync(sink, Many, useStore("many"));
        var results = new List<(SpreadRate Few, SpreadRate Many)>();
        for (var round = -1; round < rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (few, many) : (many, few);
            var rates = (First: await first.MeasureAsync(), Second: await second.MeasureAsync());
            if (round >= 0)
            {
                results.Add(round % 2 == 0 ? rates : (rates.Second, rates.First));
            }
        }

        Console.WriteLine(
            $"{store}: {Median.Of(results.Select(it => it.Many.PerSecond)):N0}/s over {Many:N0} endpoints, "
            + $"{Median.Of(results.Select(it => it.Few.PerSecond)):N0}/s over {Few}, "
            + $"ratio {Median.Of(results.Select(it => it.Many.PerSecond / it.Few.PerSecond)):N2}; "
            + $"processor time {Median.Of(results.Select(it => it.Many.Processor.TotalMicroseconds)):N0} µs a delivery instead of "
            + $"{Median.Of(results.Select(it => it.Few.Processor.TotalMicroseconds)):N0}, "
            + $"ratio {Median.Of(results.Select(it => it.Few.Processor / it.Many.Processor)):N2}");
    }
}
