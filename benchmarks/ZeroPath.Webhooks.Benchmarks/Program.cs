using BenchmarkDotNet.Running;
using ZeroPath.Webhooks.Benchmarks;
using ZeroPath.Webhooks.Benchmarks.Change;
using ZeroPath.Webhooks.Benchmarks.Connection;
using ZeroPath.Webhooks.Benchmarks.Fairness;
using ZeroPath.Webhooks.Benchmarks.Receiver;
using ZeroPath.Webhooks.Benchmarks.Stores;

if (args is ["stores", .. var chosen])
{
    await StoreComparison.RunAsync(chosen);
}
else if (args is ["delivery", .. var count])
{
    await DeliveryComparison.RunAsync(count);
}
else if (args is ["fairness", "sink", var bad])
{
    await SinkProcess.ServeAsync(bad);
}
else if (args is ["fairness", ("hanging300" or "slow300" or "gone2000") and var others, .. var store])
{
    await OthersComparison.RunAsync(others, store is [var one, ..] ? one : "all");
}
else if (args is ["fairness", .. var stores])
{
    await FairnessComparison.RunAsync(stores);
}
else if (args is ["change", .. var rounds])
{
    await ChangeComparison.RunAsync(rounds);
}
else if (args is ["connection", .. var connection])
{
    await ConnectionComparison.RunAsync(connection);
}
else if (args is ["receiver", .. var arguments])
{
    await ReceiverComparison.RunAsync(arguments);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
