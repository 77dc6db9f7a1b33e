using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// The library on the store, in a random run: endpoints that fail in every way, a store that throws before and after it has done what it
/// was told, nodes that stop and nodes that die, and operators who cancel, redeliver, replay and disable.
/// </summary>
public abstract class ConservationSuite : StoreSuite
{
    private const int Steps = 60;

#pragma warning disable CS1591 // The name says it.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    public async Task What_was_published_times_what_matched_is_what_is_pending_or_settled_at_every_moment(int seed, int concurrency)
    {
        await using var run = new ConservationRun(Harness, seed, concurrency, Cancellation);
        for (var step = 0; step < Steps; step++)
        {
            await run.StepAsync();
            await run.CheckAsync();
        }

        await run.FinishAsync();
    }
}
