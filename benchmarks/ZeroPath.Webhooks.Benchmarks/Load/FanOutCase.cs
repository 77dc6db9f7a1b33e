using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>One event to many endpoints: what its publish takes, and when all have it.</summary>
internal static class FanOutCase
{
    private const int WarmUps = 5;

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        foreach (var endpoints in (int[])[1, 100, 10_000])
        {
            using var sink = await SinkProcess.StartAsync();
            await using var library = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync(), endpoints);
            var (publishes, deliveries) = (new List<double>(), new List<double>());
            for (var round = -WarmUps; round < rounds; round++)
            {
                var (before, start) = (await sink.CountAsync(), Stopwatch.GetTimestamp());
                await library.Publisher.PublishAsync(LoadLibrary.Event());
                var published = Stopwatch.GetElapsedTime(start);
                await library.WhenDeliveredAsync(before + endpoints);
                if (round == -WarmUps)
                {
                    report.Add("fan-out", store.Kind, $"{endpoints} endpoints, the first", ("publish ms", published.TotalMilliseconds));
                }
                else if (round >= 0)
                {
                    publishes.Add(published.TotalMilliseconds);
                    deliveries.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            report.Add(
                "fan-out",
                store.Kind,
                $"{endpoints} endpoints",
                ("publish ms", Median.Of(publishes)),
                ("all delivered ms", Median.Of(deliveries)));
        }
    }
}
