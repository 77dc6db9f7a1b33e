using Microsoft.Extensions.Logging.Abstractions;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteWakeTests : WakeSuite, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SqliteWakeTests() => Running = SqliteStore.Create(
        new()
        {
            ConnectionString = _folder.ConnectionString,
        }, TimeProvider.System, new(TimeProvider.System), NullLogger<SqliteStore>.Instance);

    protected override WebhookStore Running { get; }

    public void Dispose()
    {
        Running.Dispose();
        _folder.Dispose();
    }

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());
}
