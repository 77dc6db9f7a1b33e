using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Publishing and delivering while as many old events are purged, and while nothing is.</summary>
internal static class RetentionCase
{
    private const int Events = 5_000;
    private const int Step = 500;

    private static readonly RetentionPolicy Policy = new() { Events = TimeSpan.FromDays(7) };

    public static async Task RunAsync(LoadStore store, LoadReport report, int rounds)
    {
        using var sink = await SinkProcess.StartAsync();
        var (alone, beside) = (await store.CreateAsync(), await store.CreateAsync());
        await using var library = await LoadLibrary.StartAsync(sink, store.Kind, alone);
        await using var other = await LoadLibrary.StartAsync(sink, store.Kind, beside);
        await Backlog.AddSentAsync(store.Kind, beside, (rounds + 60) * Events);
        var costs = await Turns.RunAsync(
            rounds,
            Events,
            () => library.PublishAndDeliverAsync(Events),
            () => Task.WhenAll(other.PublishAndDeliverAsync(Events), PurgeAsync(other)));
        report.Add("retention", store.Kind, "beside retention", costs[1], "without", costs[0]);
    }

    /// <summary>Purges as the host does: after each step a pause as long as the step took.</summary>
    private static async Task PurgeAsync(LoadLibrary library)
    {
        var operations = library.Services.GetRequiredService<IDeliveryOperations>();
        for (var purged = 0; purged < Events;)
        {
            var start = TimeProvider.System.GetTimestamp();
            purged += await operations.PurgeAsync(Policy, Step, CancellationToken.None);
            await Task.Delay(TimeProvider.System.GetElapsedTime(start), TimeProvider.System);
        }
    }
}
