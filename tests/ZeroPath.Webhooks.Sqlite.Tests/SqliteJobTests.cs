using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteJobTests : JobSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());
}
