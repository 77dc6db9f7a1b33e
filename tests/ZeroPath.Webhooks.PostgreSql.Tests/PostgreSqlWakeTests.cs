using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlWakeTests(PostgreSqlServer server) : WakeSuite
{
    protected override WebhookStore Running => Harness.Bundle;

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));
}
