using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>
/// <see cref="DeliveryBenchmarks"/> in turns of some 80 ms, each first in every third round: BenchmarkDotNet measures one after the other,
/// minutes apart, in which a machine that is not alone changes by more than what is compared. The ratio is the
/// median of the rounds' ratios.
/// </summary>
internal static class DeliveryComparison
{
    private const int WarmUps = 30;

    public static async Task RunAsync(string[] args)
    {
        var rounds = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200;
        await using var benchmarks = new DeliveryBenchmarks();
        await benchmarks.StartAsync();
        (string Name, Func<Task> Run)[] contenders =
        [
            ("bare loop", benchmarks.BareHttpClient),
            ("library, 64 callers, an event a call", benchmarks.PublishAndDeliver),
            ("library, one caller, batches", benchmarks.PublishBatchesAndDeliver),
        ];
        var times = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = -WarmUps; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = (WarmUps + round + turn) % contenders.Length;
                var watch = Stopwatch.StartNew();
                await contenders[contender].Run();
                if (round >= 0)
                {
                    times[contender][round] = watch.Elapsed.TotalMicroseconds / DeliveryBenchmarks.Events;
                }
            }
        }

        var bare = times[0];
        for (var contender = 0; contender < contenders.Length; contender++)
        {
            var ratio = Median.Of(bare.Zip(times[contender], (theirs, ours) => theirs / ours));
            Console.WriteLine($"In memory, {contenders[contender].Name}: {Median.Of(times[contender]):N1} µs an event, "
                + $"{ratio:N2} of the bare loop's speed");
        }
    }
}
