using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>The time from the publish of an event to its arrival, at a steady rate.</summary>
internal static class LatencyCase
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(LoadStore store, LoadReport report)
    {
        using var sink = await SinkProcess.StartAsync();
        await using var library = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync());
        foreach (var rate in (int[])[50, 200, 1_000])
        {
            await PublishAsync(library, sink, rate, WarmUp);
            await sink.TakeLatenciesAsync();
            await PublishAsync(library, sink, rate, Measured);
            var latencies = await sink.TakeLatenciesAsync();
            Array.Sort(latencies);
            report.Add(
                "latency",
                store.Kind,
                $"{rate}/s",
                ("p50 ms", latencies[latencies.Length / 2]),
                ("p95 ms", latencies[latencies.Length * 95 / 100]),
                ("p99 ms", latencies[latencies.Length * 99 / 100]),
                ("longest ms", latencies[^1]));
        }
    }

    /// <summary>Each event is published when its time has come, whether or not those before it are stored.</summary>
    private static async Task PublishAsync(LoadLibrary library, SinkProcess sink, int rate, TimeSpan length)
    {
        var (start, before, events) = (Stopwatch.GetTimestamp(), await sink.CountAsync(), (int)(rate * length.TotalSeconds));
        var published = new List<Task>(events);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (published.Count < events)
        {
            var due = Math.Min(events, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
            while (published.Count < due)
            {
                published.Add(library.Publisher.PublishAsync(LoadLibrary.Event(0, isTimed: true)));
            }

            await pace.WaitForNextTickAsync();
        }

        await Task.WhenAll(published);
        await library.WhenDeliveredAsync(before + events);
    }
}
