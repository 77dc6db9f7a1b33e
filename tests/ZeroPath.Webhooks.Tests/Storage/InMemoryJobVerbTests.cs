using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryJobVerbTests : JobVerbSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());
}
