using Microsoft.Extensions.Time.Testing;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

internal sealed class InMemoryHarness : StoreHarness
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly InMemoryStore _store;

    public InMemoryHarness() => _store = new(_clock);

    public override IDeliveryStore Store => _store;

    public override IDeliveryReader Reader => _store;

    public override IDeliveryOperations Operations => _store;

    public override IEndpointHealthStore Health => _store;

    public override IFailureNoticeStore Notices => _store;

    public override IJobStore Jobs => _store;

    public override IInboundTriggerStore Triggers => _store;

    public override IRoutingTableStore? Configuration => null;

    public override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
