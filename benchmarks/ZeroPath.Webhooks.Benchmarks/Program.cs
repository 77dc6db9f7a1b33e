using BenchmarkDotNet.Running;
using ZeroPath.Webhooks.Benchmarks;
using ZeroPath.Webhooks.Benchmarks.Dashboard;
using ZeroPath.Webhooks.Benchmarks.Fairness;
using ZeroPath.Webhooks.Benchmarks.Load;
using ZeroPath.Webhooks.Benchmarks.Receiver;
using ZeroPath.Webhooks.Benchmarks.Stores;

await (args switch
{
    ["sink", var answers] => SinkProcess.ServeAsync(answers),
    ["load", .. var rest] => LoadTest.RunAsync(rest),
    ["fairness", ("hanging300" or "slow300" or "gone2000" or "fanout10000") and var others, .. var store] =>
        OthersComparison.RunAsync(others, store is [var one, ..] ? one : "all"),
    ["fairness", .. var rest] => FairnessComparison.RunAsync(rest),
    ["hangfire"] => HangfireComparison.RunAsync(),
    ["dashboard", .. var rest] => DashboardComparison.RunAsync(rest),
    ["receiver", .. var rest] => ReceiverComparison.RunAsync(rest),
    _ => RunBenchmarks(args),
});

static Task RunBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return Task.CompletedTask;
}
