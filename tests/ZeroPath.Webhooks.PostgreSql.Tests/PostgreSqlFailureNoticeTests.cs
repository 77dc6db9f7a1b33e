using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlFailureNoticeTests(PostgreSqlServer server) : FailureNoticeSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));
}
