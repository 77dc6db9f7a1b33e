using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// Publishes and delivers through the library, through hand-written ceilings and through Hangfire. They take turns of a fraction of a
/// second, so that whatever else the machine does befalls all of them, and what is compared is the median of each round's ratio.
/// </summary>
internal static class StoreComparison
{
    /// <summary>How many events are added, claimed and marked at once.</summary>
    public const int Batch = 500;

    private const int Events = 5_000;
    private const int EventsOfHangfire = 500;
    private const int WarmUpOfHangfire = 100;
    private const int RoundsOfHangfire = 5;
    private const int WarmUps = 3;

    public static async Task RunAsync(string[] args)
    {
        if (args is ["worker", var what, var store, var source, var url])
        {
            await FullStoreWorker.RunAsync(what, store, source, url);
            return;
        }

        var chosen = args is [var first, ..] ? first : "all";
        var rounds = args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 30;
        using var sink = new LoopbackSink();
        if (chosen is "all" or "sqlite")
        {
            await CompareSqliteAsync(sink, rounds);
        }

        if (chosen is "all" or "postgresql" or "hangfire")
        {
            await using var server = await PostgreSqlCluster.CreateAsync();
            await server.StartAsync(survivesPowerCut: true);
            if (chosen != "hangfire")
            {
                await ComparePostgreSqlAsync(server, sink, rounds);
            }

            if (chosen != "postgresql")
            {
                await CompareHangfireAsync(server, sink);
            }
        }

        if (chosen is "all" or "full")
        {
            await FullStore.MeasureAsync();
        }
    }

    private static async Task CompareSqliteAsync(LoopbackSink sink, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
        await using (var ceiling = new SqliteCeiling(sink.Url))
        await using (var library = await Library.StartAsync(
            sink, webhooks => webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, "library.db")}")))
        {
            await CompareAsync("SQLite", ceiling, library, rounds);
            await SinglePublishes.MeasureAsync("SQLite", library);
        }

        folder.Delete(recursive: true);
    }

    private static async Task ComparePostgreSqlAsync(PostgreSqlCluster server, LoopbackSink sink, int rounds)
    {
        await using var ceiling = await PostgreSqlCeiling.CreateAsync(await server.CreateDatabaseAsync("ceiling"), sink.Url);
        var database = await server.CreateDatabaseAsync("library");
        await using var library = await Library.StartAsync(sink, webhooks => webhooks.UsePostgreSqlStore(database));
        await CompareAsync("PostgreSQL", ceiling, library, rounds);
        await SinglePublishes.MeasureAsync("PostgreSQL", library);
    }

    /// <summary>Hangfire's idle workers ask the database all the time, so they are there only in its own turns.</summary>
    private static async Task CompareHangfireAsync(PostgreSqlCluster server, LoopbackSink sink)
    {
        var database = await server.CreateDatabaseAsync("beside_hangfire");
        var ofHangfire = await server.CreateDatabaseAsync("hangfire");
        await using var library = await Library.StartAsync(sink, webhooks => webhooks.UsePostgreSqlStore(database));
        var (theirs, ours) = (new List<double>(), new List<double>());
        for (var round = -1; round < RoundsOfHangfire; round++)
        {
            var our = await MeasureAsync(library, Events);
            await using var hangfire = new HangfireJobs(ofHangfire, sink.Url);
            await hangfire.PublishAndDeliverAsync(WarmUpOfHangfire);
            var rate = await MeasureAsync(hangfire, EventsOfHangfire);
            if (round >= 0)
            {
                ours.Add(our);
                theirs.Add(rate);
            }
        }

        Report("PostgreSQL", "Hangfire", theirs, ours);
    }

    private static async Task CompareAsync(string store, IContender other, IContender library, int rounds)
    {
        var (others, ours) = (new List<double>(), new List<double>());
        for (var round = -WarmUps; round < rounds; round++)
        {
            var rate = round % 2 == 0 ? await MeasureAsync(other, Events) : 0;
            var our = await MeasureAsync(library, Events);
            rate = round % 2 == 0 ? rate : await MeasureAsync(other, Events);
            if (round >= 0)
            {
                others.Add(rate);
                ours.Add(our);
            }
        }

        Report(store, "ceiling", others, ours);
    }

    private static void Report(string store, string name, List<double> others, List<double> ours) => Console.WriteLine(
        $"{store}: {name} {Median.Of(others):N0}/s, library {Median.Of(ours):N0}/s, "
            + $"ratio {Median.Of(ours.Zip(others, (our, rate) => our / rate)):N2} "
        + $"(best of each: {ours.Max() / others.Max():N2})");

    private static async Task<double> MeasureAsync(IContender contender, int events)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await contender.PublishAndDeliverAsync(events);
        return events / watch.Elapsed.TotalSeconds;
    }
}
