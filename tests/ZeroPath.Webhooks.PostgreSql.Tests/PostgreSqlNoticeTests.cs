using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlNoticeTests(PostgreSqlServer server) : NoticeSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));
}
