using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteFigureTests : FigureSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());
}
