using System.Diagnostics;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>
/// How fast a process sends what has piled up: twenty thousand, or a million. Measured in pieces of twenty thousand, after the first ones.
/// </summary>
internal static class DrainCase
{
    private const int Piece = 20_000;
    private const int Many = 1_000_000;
    private const int WarmUps = 10;

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        var (few, ofFew) = await MeasureAsync(store, rounds, Piece);
        var (many, ofMany) = await MeasureAsync(store, rounds, Many);
        report.Add("drain", store.Kind, "20 k", ("perSecond", Median.Of(few)), ("most MiB", ofFew));
        report.Add(
            "drain",
            store.Kind,
            "1 M",
            ("perSecond", Median.Of(many)),
            ("ratio to 20 k", Median.Of(many) / Median.Of(few)),
            ("most MiB", ofMany));
    }

    /// <returns>How many a second, of each piece, and the most memory in MiB.</returns>
    private static async Task<(List<double> Rates, double Memory)> MeasureAsync(LoadStore store, int rounds, int pending)
    {
        using var sink = await SinkProcess.StartAsync();
        var source = await store.CreateAsync();
        await (await LoadLibrary.StartAsync(sink, store.Kind, source)).DisposeAsync();
        if (pending > Piece)
        {
            await Backlog.AddPendingAsync(store.Kind, source, pending);
        }

        using var sender = new SenderProcess(store, source, sink.Well, Stores.BareClient.Concurrency);
        var rates = new List<double>();
        for (var round = 0; round < WarmUps + rounds; round++)
        {
            if (pending == Piece)
            {
                await Backlog.AddPendingAsync(store.Kind, source, Piece);
            }

            // From its first request on: it looks for work once in a while.
            var begun = await sink.WhenCountAsync((round * Piece) + 1);
            var start = Stopwatch.GetTimestamp();
            var ended = await sink.WhenCountAsync((round + 1) * Piece);
            if (round >= WarmUps)
            {
                rates.Add((ended - begun) / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return (rates, await sender.StopAsync());
    }
}
