using ZeroPath.Webhooks.Benchmarks.Stores;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>
/// Publishing and delivering without end, beside the least that could do it: in memory a bare loop, else a queue written by hand.
/// </summary>
internal static class SustainedCase
{
    private const int Events = 5_000;

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        foreach (var answer in store.Kind == LoadStore.Memory ? ["ok", "empty", "chunked"] : (string[])["ok"])
        {
            using var sink = await SinkProcess.StartAsync(answer);
            await using IContender yardstick = store.Kind switch
            {
                LoadStore.Memory => new BareLoop(sink.Well),
                LoadStore.Sqlite => new SqliteCeiling(sink.Well),
                _ => await PostgreSqlCeiling.CreateAsync(await store.CreateAsync(), sink.Well),
            };
            await using var library = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync());
            var costs = await Turns.RunAsync(
                rounds,
                Events,
                () => yardstick.PublishAndDeliverAsync(Events),
                () => library.PublishAndDeliverAsync(Events),
                async () =>
                {
                    var before = await sink.CountAsync();
                    await library.PublishSinglesAsync(Events, BareClient.Concurrency);
                    await library.WhenDeliveredAsync(before + Events);
                });
            var name = store.Kind == LoadStore.Memory ? "bare loop" : "ceiling";
            report.Add("sustained", store.Kind, $"batches of 500, answers {answer}", costs[1], name, costs[0]);
            report.Add("sustained", store.Kind, $"64 callers, answers {answer}", costs[2], name, costs[0]);
        }
    }
}
