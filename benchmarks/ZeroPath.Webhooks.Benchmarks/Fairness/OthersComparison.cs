using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Fairness;

/// <summary>
/// What one endpoint that answers notices of many others that do not (D49), or that get an event each ten seconds, with default options:
/// the time from publish to arrival of an event every 20 ms, before anything is sent to the others and from the moment at which events
/// for each of them are published.
/// </summary>
internal static class OthersComparison
{
    private const string FanOut = "fanout10000";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FanOutPace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(string others, string store)
    {
        if (store is "all" or "memory")
        {
            await CompareAsync("In memory", others, webhooks => webhooks.UseInMemoryStore());
        }

        if (store is "all" or "sqlite")
        {
            var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
            await CompareAsync(
                "SQLite", others, webhooks => webhooks.UseSqliteStore($"Data Source={Path.Combine(folder.FullName, "others.db")}"));
            folder.Delete(recursive: true);
        }

        if (store is "all" or "postgresql")
        {
            await using var server = await PostgreSqlCluster.CreateAsync();
            await server.StartAsync(survivesPowerCut: true);
            var database = await server.CreateDatabaseAsync("others");
            await CompareAsync("PostgreSQL", others, webhooks => webhooks.UsePostgreSqlStore(database));
        }
    }

    private static async Task CompareAsync(string store, string others, Action<ZeroPathWebhooksBuilder> useStore)
    {
        using var sink = await SinkProcess.StartAsync(others);
        var (endpoints, eventsToEach) = others switch { FanOut => (10_000, 1), "gone2000" => (2_000, 10), _ => (300, 10) };
        using var host = Build(sink, endpoints, useStore);
        await host.StartAsync();
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        await MeasureAsync(publisher, sink, WarmUp);
        var without = await MeasureAsync(publisher, sink, Measured);

        await PublishToOthersAsync(publisher, eventsToEach);
        using var stop = new CancellationTokenSource();
        var more = others == FanOut ? PublishOnAsync(publisher, stop.Token) : Task.CompletedTask;
        var with = await MeasureAsync(publisher, sink, Measured);
        await stop.CancelAsync();
        await more;

        Console.WriteLine(
            $"{store}, beside {others}: p50 {At(with, 50):N1} ms instead of {At(without, 50):N1}, "
            + $"p95 {At(with, 95):N1} instead of {At(without, 95):N1}: {At(with, 95) / At(without, 95):N2} times; "
            + $"longest {with[^1]:N0} instead of {without[^1]:N0}");
        await host.StopAsync(new CancellationToken(canceled: true));
    }

    private static async Task PublishOnAsync(IWebhookPublisher publisher, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(FanOutPace);
        try
        {
            while (await pace.WaitForNextTickAsync(stop))
            {
                await PublishToOthersAsync(publisher, eventsToEach: 1);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static Task PublishToOthersAsync(IWebhookPublisher publisher, int eventsToEach) => publisher.PublishAsync(
        [.. Enumerable.Repeat(EventCatalog.Find(WebhookEventType.RepoAdded)!.CreateSample().Event, eventsToEach)]);

    private static IHost Build(SinkProcess sink, int others, Action<ZeroPathWebhooksBuilder> useStore)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => options.AllowHttp = true)
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
            .AddEndpoint(new() { Name = "well", Url = sink.Well })
            .AddSubscription(new() { EndpointId = "well", EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete) });
        for (var i = 0; i < others; i++)
        {
            webhooks.AddEndpoint(new() { Name = $"bad {i}", Url = sink.Bad })
                .AddSubscription(new() { EndpointId = $"bad {i}", EventTypes = EventTypeScope.Of(WebhookEventType.RepoAdded) });
        }

        useStore(webhooks);
        return builder.Build();
    }

    /// <returns>
    /// The milliseconds from each publish to its arrival, in ascending order. What has not arrived half a minute later counts as that.
    /// </returns>
    private static async Task<double[]> MeasureAsync(IWebhookPublisher publisher, SinkProcess sink, TimeSpan length)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), 0);
        var late = Longest.TotalMilliseconds;
        using (var pace = new PeriodicTimer(Pace))
        {
            for (; Stopwatch.GetElapsedTime(start) < length; count++)
            {
                var sample = (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
                sample.Scan.Id = $"at {Stopwatch.GetTimestamp()}";
                await publisher.PublishAsync(sample);
                await pace.WaitForNextTickAsync();
            }
        }

        var latencies = new List<double>();
        for (var waited = Stopwatch.StartNew(); latencies.Count < count && waited.Elapsed < Longest;)
        {
            await Task.Delay(Pace, TimeProvider.System);
            latencies.AddRange(await sink.TakeLatenciesAsync());
        }

        return [.. latencies.Concat(Enumerable.Repeat(late, Math.Max(0, count - latencies.Count))).Order()];
    }

    private static double At(double[] sorted, int percent) => sorted[sorted.Length * percent / 100];
}
