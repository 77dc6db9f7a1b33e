using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// An ordered endpoint in random runs, as its receiver sees it: nodes that publish and send at once, transactions of the application that
/// end in another order than they began, failures, redeliveries, and nodes that die.
/// </summary>
public abstract class OrderSuite : StoreSuite
{
    private const int Runs = 5;
    private const int Steps = 20;

#pragma warning disable CS1591 // The names say it.
    /// <summary>Others each time. The name of a test that fails has its seed.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Runs).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task What_was_published_before_another_is_sent_before_it_and_one_at_a_time(int seed)
    {
        await using var run = new OrderRun(Harness, seed, Cancellation);
        await run.StartAsync();
        for (var step = 0; step < Steps; step++)
        {
            await run.StepAsync();
        }

        await run.FinishAsync();
        run.Check();
    }
}
