using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteJobVerbTests : JobVerbSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());
}
