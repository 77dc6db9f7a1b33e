using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryWakeTests : WakeSuite
{
    protected override WebhookStore Running { get; } = InMemoryStore.Create(TimeProvider.System);

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());
}
