using BenchmarkDotNet.Running;
using ZeroPath.Webhooks.Benchmarks.Stores;

if (args is ["stores", .. var chosen])
{
    await StoreComparison.RunAsync(chosen);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
