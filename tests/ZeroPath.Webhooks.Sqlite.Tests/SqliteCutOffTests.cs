using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteCutOffTests : CutOffSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());

    protected override Task RefuseAttemptsAsync()
    {
        ((SqliteHarness)Harness)
            .Execute("CREATE TRIGGER refusal BEFORE INSERT ON zeropath_attempt BEGIN SELECT RAISE(ABORT, 'refused'); END");
        return Task.CompletedTask;
    }
}
