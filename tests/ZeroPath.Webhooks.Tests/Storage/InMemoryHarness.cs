using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

internal sealed class InMemoryHarness : StoreHarness
{
    private readonly ManualClock _clock = new();

    public InMemoryHarness() => Bundle = InMemoryStore.Create(_clock);

    public override WebhookStore Bundle { get; }

    public override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override void StepClock(TimeSpan time) => _clock.Step(time);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
