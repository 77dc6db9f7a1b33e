using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryFailureNoticeTests : FailureNoticeSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());
}
