using System.Diagnostics;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class TransactionTests(PostgreSqlServer server, ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_rolled_back_is_neither_stored_nor_sent()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);

        string id;
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            id = (await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction, IdempotencyKey = "key" }, Cancellation))
                .EventId;
        }

        (await node.History.FindEventAsync(id, Cancellation)).Should().BeNull();
        var again = await node.Publisher.PublishAsync(Node.Event, new() { IdempotencyKey = "key" }, Cancellation);
        again.IsRepeat.Should().BeFalse();
        await receiver.ReceivesAsync([again.EventId]);
        receiver.EventIds.Should().NotContain(id);
    }

    [Fact]
    public async Task What_is_published_in_a_transaction_has_its_deadline_which_may_come_before_the_commit()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var (inTime, expired) = await node.PublishAsync(transaction, (now.AddHours(1), now.AddSeconds(-1)));

        await receiver.ReceivesAsync([inTime.Id]);
        (expired.Deadline, expired.Deliveries[0].Reason).Should().Be((now.AddSeconds(-1), "expired"));
        inTime.Deadline.Should().Be(now.AddHours(1));
        receiver.EventIds.Should().NotContain(expired.Id);
    }

    [Fact]
    public async Task What_is_committed_is_sent_promptly_and_not_before()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await receiver.ReceivesAsync(await node.PublishAsync(1));
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        var delays = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            // Disposing of a transaction and committing it look different from outside.
            var transaction = await connection.BeginTransactionAsync(Cancellation);
            var published = await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(i == 0 ? 1000 : 50), TimeProvider.System, Cancellation);
            receiver.EventIds.Should().NotContain(published.EventId);
            await transaction.CommitAsync(Cancellation);
            var committed = Stopwatch.GetTimestamp();

            await receiver.ReceivesAsync([published.EventId]);

            var (_, at) = receiver.Requests.Single(request => request.EventId == published.EventId);
            delays.Add(Stopwatch.GetElapsedTime(committed, at).TotalMilliseconds);
            await transaction.DisposeAsync();
        }

        output.WriteLine($"From commit to request: {string.Join(", ", delays.Select(delay => $"{delay:0} ms"))}.");
        delays.Order().ElementAt(5).Should().BeLessThan(200);
        delays.Max().Should().BeLessThan(2000);
    }

    [Fact]
    public async Task Transactions_that_follow_each_other_on_one_connection_are_each_noticed()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        string? last = null;
        for (var i = 0; i < 50; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            last = (await node.Publisher.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation)).EventId;
            await transaction.CommitAsync(Cancellation);
        }

        await receiver.ReceivesAsync([last!]);
        await Wait.UntilAsync(() => receiver.Requests.Count == 50, "all are received");
    }

    [Fact]
    public async Task A_refused_key_leaves_the_transaction_usable()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        var payload = EventCatalog.All[0].CreateSample();
        var other = EventCatalog.All[0].CreateSample();
        other.Host = "other.example.com";
        var first = await node.Publisher.PublishAsync(payload, new() { IdempotencyKey = "key" }, Cancellation);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

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
    public async Task A_key_in_an_open_transaction_holds_up_only_its_own_repeat()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        var payload = EventCatalog.All[0].CreateSample();
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var held = await node.Publisher.PublishAsync(payload, new() { Transaction = transaction, IdempotencyKey = "key" }, Cancellation);

        var others = Enumerable.Range(0, 5).Select(_ => node.Publisher.PublishAsync(payload, cancellationToken: Cancellation)).ToList();
        var repeat = node.Publisher.PublishAsync(payload, new() { IdempotencyKey = "key" }, Cancellation);
        others.AddRange(Enumerable.Range(0, 5).Select(_ => node.Publisher.PublishAsync(payload, cancellationToken: Cancellation)));
        await Task.WhenAll(others);

        repeat.IsCompleted.Should().BeFalse("{0}", repeat.Exception);
        await transaction.CommitAsync(Cancellation);
        (await repeat).Should().Match<PublishResult>(it => it.EventId == held.EventId && it.IsRepeat);
    }

    [Fact]
    public async Task A_publisher_over_another_store_says_so()
    {
        await using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        await using var connection = await server.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        await services.GetRequiredService<IWebhookPublisher>()
            .Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*UsePostgreSqlStore*");
    }

    [Fact]
    public async Task A_transaction_of_another_driver_is_refused()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        await using var transaction = new OtherTransaction();

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*of Npgsql*type OtherTransaction*");
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);

        await node.Publisher.Awaiting(it => it.PublishAsync(Node.Event, new() { Transaction = transaction }, Cancellation))
            .Should().ThrowAsync<InvalidOperationException>();
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.event")).Should().Be(0);
    }
}
