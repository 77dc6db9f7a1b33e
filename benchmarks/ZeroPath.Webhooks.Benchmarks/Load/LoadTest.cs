using System.Globalization;
using ZeroPath.Webhooks.Benchmarks.Change;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>The load test: <c>load [case|all] [memory|sqlite|postgresql|all] [rounds]</c>.</summary>
internal static class LoadTest
{
    private const int Rounds = 7;

    private static readonly string[] Stores = [LoadStore.Memory, LoadStore.Sqlite, LoadStore.PostgreSql];
    private static readonly string[] Durable = [LoadStore.Sqlite, LoadStore.PostgreSql];

    private static readonly (string Name, string[] Stores, Func<LoadStore, LoadReport, int, Task> RunAsync)[] Cases =
    [
        ("sustained", Stores, SustainedCase.RunAsync),
        ("singles", Stores, SinglesCase.RunAsync),
        ("latency", Stores, (store, report, _) => LatencyCase.RunAsync(store, report)),
        ("fanout", Stores, FanOutCase.RunAsync),
        ("spread", Stores, SpreadCase.RunAsync),
        ("drain", Durable, DrainCase.RunAsync),
        ("retention", Durable, RetentionCase.RunAsync),
        ("idle", Stores, (store, report, _) => IdleCase.RunAsync(store, report)),
        ("database", [LoadStore.PostgreSql], (store, report, _) => DatabaseCase.RunAsync(store, report)),
        ("nodes", [LoadStore.PostgreSql], (store, report, _) => NodesCase.RunAsync(store, report)),
        ("connection", [LoadStore.Memory], (_, report, rounds) => ConnectionCase.RunAsync(report, rounds)),
        ("change", Stores, ChangeComparison.RunAsync),
    ];

    public static async Task RunAsync(string[] args)
    {
        if (args is ["sender", var kind, var source, var sink, var concurrency])
        {
            await SenderProcess.RunAsync(kind, source, sink, concurrency);
            return;
        }

        var (name, chosen) = (args.ElementAtOrDefault(0) ?? "all", args.ElementAtOrDefault(1) ?? "all");
        var rounds = args is [_, _, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : Rounds;
        if (name != "all" && !Cases.Any(it => it.Name == name))
        {
            throw new ArgumentException($"There is no case '{name}'. There are: {string.Join(", ", Cases.Select(it => it.Name))}.");
        }

        var report = new LoadReport();
        foreach (var one in Cases.Where(it => name == "all" || it.Name == name))
        {
            foreach (var store in one.Stores.Where(store => chosen == "all" || store == chosen))
            {
                await using var opened = await LoadStore.OpenAsync(store);
                await one.RunAsync(opened, report, rounds);
            }
        }
    }
}
