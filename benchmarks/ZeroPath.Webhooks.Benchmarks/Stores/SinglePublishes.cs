using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>64 callers publish one event after the other, each in a call of its own, while the host delivers them.</summary>
internal static class SinglePublishes
{
    private const int Callers = 64;
    private const int Events = 10_000;
    private const int Rounds = 7;

    public static async Task MeasureAsync(string store, Library library)
    {
        var rounds = new List<(double Rate, double P50, double P99)>();
        for (var round = -1; round < Rounds; round++)
        {
            var measured = await MeasureAsync(library);
            await library.WhenDeliveredAsync();
            if (round >= 0)
            {
                rounds.Add(measured);
            }
        }

        var (rate, p50, p99) = rounds.Order().ElementAt(Rounds / 2);
        Console.WriteLine(
            $"{store}: single publishes of {Callers} callers {rate:N0}/s, p50 {p50:N1} ms, "
                + $"p99 {p99:N1} ms (best {rounds.Max().Rate:N0}/s, worst {rounds.Min().Rate:N0}/s)");
    }

    private static async Task<(double Rate, double P50, double P99)> MeasureAsync(Library library)
    {
        var left = Events;
        var latencies = new double[Events];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) is >= 0 and var index)
            {
                var start = Stopwatch.GetTimestamp();
                await library.Publisher.PublishAsync(Library.Event);
                latencies[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        })));
        var rate = Events / watch.Elapsed.TotalSeconds;
        Array.Sort(latencies);
        return (rate, latencies[Events / 2], latencies[Events * 99 / 100]);
    }
}
