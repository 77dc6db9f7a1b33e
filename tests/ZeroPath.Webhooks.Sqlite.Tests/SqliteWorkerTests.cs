using FluentAssertions;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteWorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteWorker _worker;

    public SqliteWorkerTests()
    {
        _connection = Application.Open(_folder.ConnectionString);
        _connection.Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (value INTEGER PRIMARY KEY)");
        _worker = SqliteWorker.Writer(() => new(Application.Open($"{_folder.ConnectionString};Pooling=False")), _ => { });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _worker.Dispose();
        _connection.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_shares_a_commit_with_work_that_fails_half_way_gets_all_of_his_and_the_other_nothing()
    {
        var work = WhileBusy(() =>
        [
            InsertAsync(1),
            InsertAsync(2, thenThrow: new InvalidCastException("Some bug.")),
            InsertAsync(3),
            InsertAsync(1),
            InsertAsync(4),
        ]);

        await work[1].Awaiting(it => it).Should().ThrowAsync<InvalidCastException>();
        await work[3].Awaiting(it => it).Should().ThrowAsync<SqliteException>();
        await Task.WhenAll(work[0], work[2], work[4]);
        _connection.Ask<long>("SELECT value FROM t ORDER BY value").Should().Equal(1, 3, 4);
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_done_first_and_nothing_is_taken_after_it()
    {
        var work = WhileBusy(() => [.. Enumerable.Range(1, 1000).Select(value => InsertAsync(value))]);
        _worker.Dispose();

        await Task.WhenAll(work);

        _connection.Ask<long>("SELECT count(*) FROM t").Should().Equal(1000);
        await this.Awaiting(it => it.InsertAsync(1001)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task What_is_cancelled_while_it_is_queued_is_not_done_and_stops_no_other()
    {
        using var cancelled = new CancellationTokenSource();
        var work = WhileBusy(() =>
        {
            Task[] queued = [InsertAsync(1), InsertAsync(2, cancellationToken: cancelled.Token), InsertAsync(3)];
            cancelled.Cancel();
            return queued;
        });

        await work[1].Awaiting(it => it).Should().ThrowAsync<OperationCanceledException>();
        await Task.WhenAll(work[0], work[2]);
        _connection.Ask<long>("SELECT value FROM t ORDER BY value").Should().Equal(1, 3);
    }

    private Task[] WhileBusy(Func<Task[]> queue)
    {
        using var queued = new ManualResetEventSlim();
        var busy = _worker.RunAsync(_ => queued.Wait(TimeSpan.FromSeconds(30), CancellationToken.None), Cancellation);
        var work = queue();
        queued.Set();
#pragma warning disable xUnit1031 // The event is disposed of after it.
        busy.Wait(Cancellation);
#pragma warning restore xUnit1031
        return work;
    }

    private Task InsertAsync(int value, Exception? thenThrow = null, CancellationToken cancellationToken = default) => _worker.RunAsync(
        session =>
        {
            session.Execute("INSERT INTO t VALUES ($value)", ("$value", value));
            return thenThrow is null ? 0 : throw thenThrow;
        },
        cancellationToken);
}
