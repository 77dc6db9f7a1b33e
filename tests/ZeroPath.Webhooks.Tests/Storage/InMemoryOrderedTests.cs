using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryOrderedTests : OrderedSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());
}
