using System.Collections.Concurrent;
using System.Globalization;
using FluentAssertions;
using Microsoft.Data.Sqlite;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private const int Full = 13;

    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    private SqliteStoreOptions Options(string lockTimeout) => new()
    {
        ConnectionString = _folder.ConnectionString,
        LockTimeout = TimeSpan.Parse(lockTimeout, CultureInfo.InvariantCulture),
    };

    [Fact]
    public async Task A_file_that_is_no_database_is_told()
    {
        await File.WriteAllTextAsync(_folder.File, new string('x', 10_000), Cancellation);

        await ShouldBeRefusedAsync(_folder.ConnectionString, "*webhooks.db*not a SQLite database*Name another file*");
        (await File.ReadAllTextAsync(_folder.File, Cancellation)).Should().Be(new string('x', 10_000));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.0000001")]
    [InlineData("1.00:00:00")]
    public async Task The_smallest_and_the_largest_lock_timeout_work(string timeout)
    {
        using var store = TestStore.Open(Options(timeout));

        (await store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation)).Should().BeNull();
    }

    [Theory]
    [InlineData("-00:00:00.0000001")]
    [InlineData("1.00:00:00.0000001")]
    [InlineData("10675199.02:48:05.4775807")]
    [InlineData("-10675199.02:48:05.4775808")]
    public void A_lock_timeout_beyond_is_told(string timeout) => Options(timeout)
        .Invoking(it => TestStore.Open(it)).Should().Throw<StoreUnusableException>().WithMessage("LockTimeout is *from zero to a day*");

    [Fact]
    public Task A_folder_that_is_not_there_is_told() =>
        ShouldBeRefusedAsync($"Data Source={_folder.Path}/not/there/webhooks.db", "*not/there/webhooks.db*folder exists*");

    [Fact]
    public Task A_folder_in_the_place_of_the_file_is_told() => ShouldBeRefusedAsync($"Data Source={_folder.Path}", "*cannot be used*");

    /// <summary>Permissions do not bind root, whom tests may run as; this does.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_can_only_be_read_is_told(bool hasSchema)
    {
        if (hasSchema)
        {
            using var store = TestStore.Open(_folder.ConnectionString);
            await store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation);
        }
        else
        {
            using var connection = Application.Open(_folder.ConnectionString);
            connection.Execute("CREATE TABLE orders (name TEXT)");
        }

        await ShouldBeRefusedAsync($"{_folder.ConnectionString};Mode=ReadOnly", "*webhooks.db*this process may write to it*");
    }

    /// <summary>No file can be made there, not even by root.</summary>
    [Fact]
    public Task A_folder_that_can_only_be_read_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        return ShouldBeRefusedAsync("Data Source=/proc/webhooks.db", "*cannot be used*may write in it*");
    }

    [Theory]
    [InlineData("Data Source=:memory:", "*names no file*")]
    [InlineData("Data Source=webhooks;Mode=Memory", "*in memory*Name a file*")]
    [InlineData("", "*names no file*")]
    [InlineData("Host=localhost", "*not one of Microsoft.Data.Sqlite*Data Source=webhooks.db*")]
    public Task A_connection_string_without_a_file_is_told(string connectionString, string message) =>
        ShouldBeRefusedAsync(connectionString, message);

    [Theory]
    [InlineData("CREATE TABLE zeropath_schema (version INTEGER); INSERT INTO zeropath_schema VALUES (2)",
        "*version 2*knows 1*Update the package*")]
    [InlineData("CREATE TABLE zeropath_schema (version INTEGER); INSERT INTO zeropath_schema VALUES (1), (1)",
        "*not this library's*Use another file*")]
    [InlineData("CREATE TABLE zeropath_schema (version TEXT); INSERT INTO zeropath_schema VALUES ('mine')",
        "*not this library's*Use another file*")]
    [InlineData("CREATE TABLE zeropath_schema (name TEXT)", "*not this library's*Use another file*")]
    [InlineData("CREATE VIEW zeropath_schema AS SELECT 1 AS version", "*not this library's*Use another file*")]
    [InlineData("CREATE TABLE zeropath_delivery (name TEXT)", "*not this library's*Use another file*")]
    public async Task A_schema_that_is_not_the_librarys_is_told_and_left_alone(string sql, string message)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        connection.Execute(sql);

        await ShouldBeRefusedAsync(_folder.ConnectionString, message);

        connection.Ask<long>("SELECT count(*) FROM sqlite_master").Should().Equal(1);
    }

    [Fact]
    public async Task Stores_that_open_a_new_file_at_once_all_run()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => TestStore.Open(_folder.ConnectionString)).ToList();

        var due = await Task.WhenAll(stores.Select(store => store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation).AsTask()));

        due.Should().AllSatisfy(time => time.Should().BeNull());
        stores.ForEach(store => store.Dispose());
    }

    [Fact]
    public async Task A_full_disk_fails_loudly_at_publish_loses_nothing_and_work_goes_on_when_there_is_space()
    {
        using var disk = new SmallDisk("3m");
        await File.WriteAllBytesAsync(disk.Filler, new byte[1_000_000], Cancellation);
        await using var node = new Node(disk.ConnectionString, _receiver, options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await node.StartAsync();
        var acknowledged = new ConcurrentQueue<string>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PublishUntilFullAsync(node, acknowledged)));
        File.Delete(disk.Filler);
        await Wait.UntilAsync(() => PublishesAsync(node, acknowledged), "publishing works again");

        await _receiver.ReceivesAsync(acknowledged);
        await Wait.UntilAsync(
            async () => await node.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all are recorded");
        (await node.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Failed }, new(), Cancellation)).Items.Should().BeEmpty();
        using var connection = Application.Open(disk.ConnectionString);
        connection.Ask<string>("PRAGMA integrity_check").Should().Equal("ok");
        connection.Ask<string>("SELECT id FROM zeropath_event").Should().Contain(acknowledged);
    }

    [Fact]
    public async Task Two_hundred_starts_and_stops_lose_nothing_and_send_nothing_twice()
    {
        var published = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
            published.AddRange(await node.PublishAsync(3));
        }

        await using var last = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await _receiver.ReceivesAsync(published);
        await Wait.UntilAsync(
            async () => await last.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
        _receiver.EventIds.Should().BeEquivalentTo(published);
    }

    private static async Task PublishUntilFullAsync(Node node, ConcurrentQueue<string> acknowledged)
    {
        while (await PublishesAsync(node, acknowledged))
        {
        }
    }

    private static async Task<bool> PublishesAsync(Node node, ConcurrentQueue<string> acknowledged)
    {
        try
        {
            acknowledged.Enqueue((await node.Publisher.PublishAsync(Node.Event, cancellationToken: Cancellation)).EventId);
            return true;
        }
        catch (WebhookStoreException e) when (e.InnerException is SqliteException { SqliteErrorCode: Full })
        {
            return false;
        }
    }

    private async Task ShouldBeRefusedAsync(string connectionString, string message)
    {
        using (var store = TestStore.Open(connectionString))
        {
            foreach (var _ in Enumerable.Range(0, 2))
            {
                await store.Awaiting(it => it.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation).AsTask())
                    .Should().ThrowAsync<StoreUnusableException>().WithMessage(message);
            }
        }

        await using var node = new Node(connectionString, _receiver);
        await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>().WithMessage(message);
    }
}
