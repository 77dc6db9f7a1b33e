using ZeroPath.Webhooks.Benchmarks.Load;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>The library and Hangfire on PostgreSQL, in turns.</summary>
internal static class HangfireComparison
{
    private const int Events = 5_000;
    private const int EventsOfHangfire = 500;
    private const int WarmUp = 100;
    private const int Rounds = 5;

    /// <summary>Hangfire's idle workers ask the database all the time, so they are there only in its own turns.</summary>
    public static async Task RunAsync()
    {
        using var sink = await SinkProcess.StartAsync();
        await using var store = await LoadStore.OpenAsync(LoadStore.PostgreSql);
        var ofHangfire = await store.CreateAsync();
        await using var library = await LoadLibrary.StartAsync(sink, store.Kind, await store.CreateAsync());
        var (theirs, ours) = (new List<Cost>(), new List<Cost>());
        for (var round = -1; round < Rounds; round++)
        {
            var our = await Cost.MeasureAsync(Events, () => library.PublishAndDeliverAsync(Events));
            await using var hangfire = new HangfireJobs(ofHangfire, sink.Well);
            await hangfire.PublishAndDeliverAsync(WarmUp);
            var their = await Cost.MeasureAsync(EventsOfHangfire, () => hangfire.PublishAndDeliverAsync(EventsOfHangfire));
            if (round >= 0)
            {
                ours.Add(our);
                theirs.Add(their);
            }
        }

        new LoadReport().Add("hangfire", store.Kind, "library", ours, "Hangfire", theirs);
    }
}
