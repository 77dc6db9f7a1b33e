namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Twenty thousand events, spread over many customers with an endpoint each, and over ten.</summary>
internal static class SpreadCase
{
    private const int Few = 10;
    private const int Events = 20_000;

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        foreach (var endpoints in (int[])[1_000, 10_000, 100_000])
        {
            using var sink = await SinkProcess.StartAsync();
            await using var few = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync(), Few);
            await using var many = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync(), endpoints);
            var costs = await Turns.RunAsync(
                rounds, Events, () => few.PublishAndDeliverAsync(Events), () => many.PublishAndDeliverAsync(Events));
            report.Add("spread", store.Kind, $"{endpoints} endpoints", costs[1], $"{Few}", costs[0]);
        }
    }
}
