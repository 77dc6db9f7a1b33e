using Microsoft.Extensions.Time.Testing;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

internal sealed class InMemoryHarness : StoreHarness
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public InMemoryHarness() => Bundle = InMemoryStore.Create(_clock);

    public override WebhookStore Bundle { get; }

    public override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
