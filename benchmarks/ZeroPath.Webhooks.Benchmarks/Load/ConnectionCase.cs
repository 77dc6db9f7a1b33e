namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>
/// What the stream around each connection costs (D50): the library's own primary handler, with its guard, with that stream and without it.
/// </summary>
internal static class ConnectionCase
{
    private const int Requests = 5_000;

    public static async Task RunAsync(LoadReport report, int rounds)
    {
        using var sink = await SinkProcess.StartAsync();
        await using var with = new PrimaryLoop(sink.Well, hasStream: true);
        await using var without = new PrimaryLoop(sink.Well, hasStream: false);
        var costs = await Turns.RunAsync(rounds, Requests, () => with.SendAsync(Requests), () => without.SendAsync(Requests));
        report.Add("connection", "no store", "with the stream", costs[0], "without it", costs[1]);
    }
}
