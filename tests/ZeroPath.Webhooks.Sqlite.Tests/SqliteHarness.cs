using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

internal sealed class SqliteHarness : StoreHarness
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly SqliteDeliveryStore _store;

    public SqliteHarness() =>
        _store = new(new() { ConnectionString = _folder.ConnectionString }, _clock, new(_clock), new PlainSecretProtector(), NullLogger<SqliteDeliveryStore>.Instance);

    public override WebhookStore Bundle => _store.ToStore();

    public override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
