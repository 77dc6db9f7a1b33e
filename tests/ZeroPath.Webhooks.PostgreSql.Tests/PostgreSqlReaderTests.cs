using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlReaderTests(PostgreSqlServer server) : ReaderSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));
}
