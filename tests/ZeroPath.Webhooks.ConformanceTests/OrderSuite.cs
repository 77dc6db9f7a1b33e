using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// An ordered endpoint in a random run, as its receiver sees it: two nodes that publish and send at once, failures, redeliveries, and nodes
/// that die.
/// </summary>
public abstract class OrderSuite : StoreSuite
{
    private const int Steps = 12;

#pragma warning disable CS1591 // The name says it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_published_before_another_is_sent_before_it_and_one_at_a_time(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        await using var run = new OrderRun(Harness, seed, Cancellation);
        for (var step = 0; step < Steps; step++)
        {
            await run.StepAsync();
        }

        await run.FinishAsync();
        run.Check();
    }
}
