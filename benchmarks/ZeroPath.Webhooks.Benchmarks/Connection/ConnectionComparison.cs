using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Benchmarks.Connection;

/// <summary>
/// What the stream around each connection costs (D50): the library's own primary handler, with its guard, with that stream and without it,
/// in turns. The sink is a process of its own.
/// </summary>
internal static class ConnectionComparison
{
    private const int Requests = 5_000;
    private const int WarmUps = 10;

    public static async Task RunAsync(string[] args)
    {
        if (args is ["sink"])
        {
            await ServeAsync();
            return;
        }

        var rounds = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 100;
        using var sink = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["connection", "sink"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var url = new Uri((await sink.StandardOutput.ReadLineAsync())!);
        await using var with = new PrimaryLoop(url, hasStream: true);
        await using var without = new PrimaryLoop(url, hasStream: false);
        var (times, processor) = (new List<(double With, double Without)>(), new List<(double With, double Without)>());
        for (var round = -WarmUps; round < rounds; round++)
        {
            // In turns, each first in every other round.
            var (first, second) = round % 2 == 0 ? (with, without) : (without, with);
            var (one, other) = (await MeasureAsync(first), await MeasureAsync(second));
            var (ours, bare) = round % 2 == 0 ? (one, other) : (other, one);
            if (round >= 0)
            {
                times.Add((ours.Time, bare.Time));
                processor.Add((ours.Processor, bare.Processor));
            }
        }

        sink.StandardInput.Close();
        Print("time", times);
        Print("processor time", processor);
    }

    private static void Print(string what, List<(double With, double Without)> measured) => Console.WriteLine(
        $"A request's {what}: {Median.Of(measured.Select(it => it.With)):N2} µs with the stream, "
        + $"{Median.Of(measured.Select(it => it.Without)):N2} µs without, "
        + $"ratio {Median.Of(measured.Select(it => it.With / it.Without)):N3}");

    private static async Task<(double Time, double Processor)> MeasureAsync(PrimaryLoop loop)
    {
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await loop.SendAsync(Requests);
        return (
            Stopwatch.GetElapsedTime(start).TotalMicroseconds / Requests,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / Requests);
    }

    private static async Task ServeAsync()
    {
        using var sink = new LoopbackSink();
        Console.WriteLine(sink.Url);
        await Console.In.ReadToEndAsync();
    }
}
