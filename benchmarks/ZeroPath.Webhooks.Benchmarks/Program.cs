using BenchmarkDotNet.Running;
using ZeroPath.Webhooks.Benchmarks;
using ZeroPath.Webhooks.Benchmarks.Change;
using ZeroPath.Webhooks.Benchmarks.Connection;
using ZeroPath.Webhooks.Benchmarks.Dashboard;
using ZeroPath.Webhooks.Benchmarks.Fairness;
using ZeroPath.Webhooks.Benchmarks.Receiver;
using ZeroPath.Webhooks.Benchmarks.Spread;
using ZeroPath.Webhooks.Benchmarks.Stores;

await (args switch
{
    ["stores", .. var rest] => StoreComparison.RunAsync(rest),
    ["delivery", .. var rest] => DeliveryComparison.RunAsync(rest),
    ["fairness", "sink", var bad] => SinkProcess.ServeAsync(bad),
    ["fairness", ("hanging300" or "slow300" or "gone2000") and var others, .. var store] =>
        OthersComparison.RunAsync(others, store is [var one, ..] ? one : "all"),
    ["fairness", .. var rest] => FairnessComparison.RunAsync(rest),
    ["change", .. var rest] => ChangeComparison.RunAsync(rest),
    ["spread", .. var rest] => SpreadComparison.RunAsync(rest),
    ["connection", .. var rest] => ConnectionComparison.RunAsync(rest),
    ["dashboard", .. var rest] => DashboardComparison.RunAsync(rest),
    ["receiver", .. var rest] => ReceiverComparison.RunAsync(rest),
    _ => RunBenchmarks(args),
});

static Task RunBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return Task.CompletedTask;
}
