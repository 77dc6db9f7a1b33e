using System.Diagnostics;
using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteTransactionTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task What_is_rolled_back_is_neither_stored_nor_sent()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);

        string id;
        await using (var transaction = connection.BeginTransaction())
        {
            id = (await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction, IdempotencyKey = "key" }, Cancellation))
                .EventId;
        }

        (await node.History.FindEventAsync(id, Cancellation)).Should().BeNull();
        var again = await node.Publisher.PublishAsync(Node.Event, new() { IdempotencyKey = "key" }, Cancellation);
        again.IsRepeat.Should().BeFalse();
        await _receiver.ReceivesAsync([again.EventId]);
        _receiver.EventIds.Should().NotContain(id);
    }

    [Fact]
    public async Task What_is_published_in_a_transaction_has_its_deadline_which_may_come_before_the_commit()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        await using var transaction = connection.BeginTransaction();
        var (inTime, expired) = await node.PublishAsync(transaction, (now.AddHours(1), now.AddSeconds(-1)));

        await _receiver.ReceivesAsync([inTime.Id]);
        (expired.Deadline, expired.Deliveries[0].Reason).Should().Be((now.AddSeconds(-1), "expired"));
        inTime.Deadline.Should().Be(now.AddHours(1));
        _receiver.EventIds.Should().NotContain(expired.Id);
    }

    [Fact]
    public async Task What_is_committed_is_sent_promptly_and_not_before()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await _receiver.ReceivesAsync(await node.PublishAsync(1));
        await using var connection = Application.Open(_folder.ConnectionString);
        var delays = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            // Disposing of a transaction and committing it look different from outside.
            var transaction = connection.BeginTransaction();
            var published = await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(i == 0 ? 1000 : 50), TimeProvider.System, Cancellation);
            _receiver.EventIds.Should().NotContain(published.EventId);
            await transaction.CommitAsync(Cancellation);
            var committed = Stopwatch.GetTimestamp();

            await _receiver.ReceivesAsync([published.EventId]);

            var (_, at) = _receiver.Requests.Single(request => request.EventId == published.EventId);
            delays.Add(Stopwatch.GetElapsedTime(committed, at).TotalMilliseconds);
            await transaction.DisposeAsync();
        }

        output.WriteLine($"From commit to request: {string.Join(", ", delays.Select(delay => $"{delay:0} ms"))}.");
        delays.Order().ElementAt(5).Should().BeLessThan(200);
        delays.Max().Should().BeLessThan(2000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_of_the_application_and_several_events_commit_or_vanish_together(bool commit)
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        connection.Execute("CREATE TABLE orders (name TEXT)");
        var payload = EventCatalog.All[0].CreateSample();
        var ids = new List<string>();

        await using (var transaction = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO orders VALUES ('first')", transaction);
            var results = await node.Publisher.PublishAsync(
                [new(payload), new(payload, "key")], new() { Transaction = transaction }, Cancellation);
            ids.AddRange(results.Select(result => result.EventId));
            connection.Execute("INSERT INTO orders VALUES ('second')", transaction);
            ids.Add((await node.Publisher.PublishAsync(payload, new() { Transaction = transaction }, Cancellation)).EventId);
            if (commit)
            {
                await transaction.CommitAsync(Cancellation);
            }
        }

        connection.Ask<string>("SELECT name FROM orders").Should().HaveCount(commit ? 2 : 0);
        connection.Ask<string>("SELECT id FROM zeropath_event ORDER BY seq").Should().Equal(commit ? ids : []);
        await _receiver.ReceivesAsync([.. commit ? ids : [], .. await node.PublishAsync(1)]);
        _receiver.Requests.Should().HaveCount(commit ? 4 : 1);
    }

    [Fact]
    public async Task Transactions_that_follow_each_other_on_one_connection_are_each_noticed()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            await using var transaction = connection.BeginTransaction();
            ids.Add((await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation)).EventId);
            await transaction.CommitAsync(Cancellation);
        }

        await _receiver.ReceivesAsync(ids);
        _receiver.Requests.Should().HaveCount(50);
    }

    [Fact]
    public async Task A_refused_key_leaves_the_transaction_usable()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        var payload = EventCatalog.All[0].CreateSample();
        var other = EventCatalog.All[0].CreateSample();
        other.Host = "other.example.com";
        var first = await node.Publisher.PublishAsync(payload, new() { IdempotencyKey = "key" }, Cancellation);
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();

        await node.Publisher.Awaiting(it =>
            it.PublishAsync(other, new() { Transaction = transaction, IdempotencyKey = "key" }, Cancellation))
            .Should().ThrowAsync<IdempotencyConflictException>();
        var repeat = await node.Publisher.PublishAsync(payload, new() { Transaction = transaction, IdempotencyKey = "key" }, Cancellation);
        var next = await node.Publisher.PublishAsync(
            payload, new() { Transaction = transaction, IdempotencyKey = "next key" }, Cancellation);
        await transaction.CommitAsync(Cancellation);

        repeat.Should().Match<PublishResult>(it => it.EventId == first.EventId && it.IsRepeat);
        (await node.History.FindEventAsync(next.EventId, Cancellation)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_transaction_on_another_file_is_refused()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open($"Data Source={_folder.File}.other");
        await using var transaction = connection.BeginTransaction();

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*webhooks.db.other*one file*");
    }

    [Fact]
    public async Task A_transaction_on_the_same_file_under_another_path_is_taken()
    {
        var link = Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), _folder.Path).FullName;
        await using var node = await Node.StartAsync($"Data Source={Path.Combine(link, "webhooks.db")}", _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();

        var published = await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation);
        await transaction.CommitAsync(Cancellation);

        await _receiver.ReceivesAsync([published.EventId]);
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        var transaction = connection.BeginTransaction();
        await transaction.CommitAsync(Cancellation);

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");
        connection.Ask<long>("SELECT count(*) FROM zeropath_event").Should().Equal(0);
    }

    [Fact]
    public async Task A_publisher_over_another_store_says_so()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();

        await services.GetRequiredService<IWebhookPublisher>()
            .Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*UseSqliteStore*");
    }

    [Fact]
    public async Task A_transaction_of_another_driver_is_refused()
    {
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var transaction = new OtherTransaction();

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*of Microsoft.Data.Sqlite*type OtherTransaction*");
    }

    [Fact]
    public async Task A_host_that_has_not_started_says_so()
    {
        await using var node = new Node(_folder.ConnectionString, _receiver);
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*Start the host first*");
    }

    [Fact]
    public async Task While_a_transaction_is_held_open_all_that_wait_fail_together_and_go_on_after_it()
    {
        var file = new SqliteStoreOptions { ConnectionString = _folder.ConnectionString, LockTimeout = TimeSpan.FromMilliseconds(300) };
        await using var node = new Node(file, _receiver);
        await node.PublishAsync(1);
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();
        var watch = Stopwatch.StartNew();

        var waiting = Enumerable.Range(0, 50).Select(_ => node.PublishAsync(1)).ToList();
        foreach (var publish in waiting)
        {
            await publish.Awaiting(it => it).Should().ThrowAsync<WebhookStoreException>()
                .Where(e => ((SqliteException)e.InnerException!).SqliteErrorCode == 5);
        }

        output.WriteLine($"50 publishes failed within {watch.ElapsedMilliseconds} ms.");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
        await transaction.CommitAsync(Cancellation);
        (await node.PublishAsync(1)).Should().HaveCount(1);
    }

    [Fact]
    public async Task The_stores_settings_of_its_connections_do_not_reach_the_applications()
    {
        await using (var node = new Node(_folder.ConnectionString, _receiver))
        {
            await node.PublishAsync(1);
        }

        var connections = Enumerable.Range(0, 3).Select(_ => Application.Open(_folder.ConnectionString)).ToList();

        connections.Should().AllSatisfy(connection => connection.Ask<long>("PRAGMA query_only").Should().Equal(0));
        connections.ForEach(connection => connection.Dispose());
    }
}
