using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlDeadlineTests(PostgreSqlServer server) : DeadlineSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));
}
