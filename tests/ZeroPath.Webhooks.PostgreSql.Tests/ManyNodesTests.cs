using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class ManyNodesTests(PostgreSqlServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_stores_lease_thousands_of_deliveries_each_once()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        var published = await node.PublishAsync(4000);
        var stores = Enumerable.Range(0, 4).Select(_ => harness.NewStore(harness.DataSource)).ToList();

        var leased = await Task.WhenAll(stores.Select(LeaseAllAsync));

        leased.SelectMany(mine => mine).Order().Should().Equal(published.Order());
        stores.ForEach(store => store.Dispose());

        static async Task<List<string>> LeaseAllAsync(WebhookStore store)
        {
            var mine = new List<string>();
            while (await store.Deliveries.LeaseDueAsync(new(16, TimeSpan.FromMinutes(1)), Cancellation) is { Count: > 0 } page)
            {
                mine.AddRange(page.Select(delivery => delivery.EventId));
            }

            return mine;
        }
    }

    [Fact]
    public async Task A_node_routes_by_what_another_has_changed_long_before_its_next_look_at_the_store()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var first = await Node.StartAsync(harness.DataSource, harness.Schema, new());
        await using var second = await Node.StartAsync(harness.DataSource, harness.Schema, new());

        await first.ChangeForAsync(second);
        await second.ChangeForAsync(first);
    }

    [Fact]
    public async Task Four_nodes_send_each_delivery_once()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var first = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var second = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var third = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var fourth = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);

        var published = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            published.AddRange(await first.PublishAsync(500));
        }

        await receiver.ReceivesAsync(published);
        await Wait.UntilAsync(
            async () => await first.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
        receiver.EventIds.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Two_hundred_starts_and_stops_lose_nothing_and_send_nothing_twice()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        var published = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            await using var node = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
            published.AddRange(await node.PublishAsync(3));
        }

        await using var last = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await receiver.ReceivesAsync(published);
        await Wait.UntilAsync(
            async () => await last.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) is null, "all results are recorded");
        receiver.EventIds.Should().BeEquivalentTo(published);
    }

    [Fact]
    public async Task A_node_is_told_of_work_that_another_published()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var sender = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var publisher = await Node.StartAsync(harness.DataSource, harness.Schema, receiver, Node.WithoutPump);

        await receiver.ReceivesAsync([.. await publisher.PublishAsync(1)]);
        await receiver.ReceivesAsync([.. await publisher.PublishAsync(1)]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_host_whose_clock_is_wrong_neither_sends_early_nor_steals_nor_starves(int minutes)
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver { Status = HttpStatusCode.InternalServerError };
        await using var wrong = new Node(harness.DataSource, harness.Schema, receiver, services =>
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes))));
        await using var right = new Node(harness.DataSource, harness.Schema, receiver);
        await right.PublishAsync(1);

        (await right.Store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(5)), Cancellation)).Should().HaveCount(1);
        (await DispatchAsync(wrong)).Should().Be(0, "a lease of five minutes is not stolen");
        await harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await DispatchAsync(wrong)).Should().Be(1, "the lease is over");
        (await DispatchAsync(right)).Should().Be(0, "the retry is due in 30 s");
        (await DispatchAsync(wrong)).Should().Be(0, "the retry is due in 30 s");
        (await right.Store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation))
            .Should().BeCloseTo(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(30));
        (await DispatchAsync(wrong)).Should().Be(1, "the retry is due");

        static Task<int> DispatchAsync(Node node) => node.Services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Cancellation);
    }

    [Fact]
    public async Task A_bulk_redelivery_begins_by_the_databases_clock_however_far_ahead_its_host_is()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var ahead = new Node(harness.DataSource, harness.Schema, new(), services =>
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(1))));
        var operations = ahead.Services.GetRequiredService<WebhookOperations>();

        var begun = await operations.StartRedeliveryAsync(new() { State = DeliveryState.Succeeded }, Cancellation);

        (await operations.FindRedeliveryAsync(begun.Id, Cancellation))!.CreatedAt
            .Should().BeBefore(TimeProvider.System.GetUtcNow().AddHours(1), "what it sends is settled later, and is not sent again by it");
    }

    [Fact]
    public async Task A_key_that_several_nodes_use_at_once_makes_one_event()
    {
        await using var harness = new PostgreSqlHarness(server);
        var publishers = Enumerable.Range(0, 4).Select(_ => new Node(harness.DataSource, harness.Schema, new())).ToList();
        var payload = EventCatalog.All[0].CreateSample();

        var results = await Task.WhenAll(
            from node in publishers
            from key in Enumerable.Range(0, 50)
            select PublishAsync(node, $"key {key}"));

        results.DistinctBy(result => result.EventId).Should().HaveCount(50);
        results.Count(result => !result.IsRepeat).Should().Be(50);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.delivery")).Should().Be(50);
        foreach (var node in publishers)
        {
            await node.DisposeAsync();
        }

        async Task<PublishResult> PublishAsync(Node node, string key)
        {
            await Task.Yield();
            return await node.Publisher.PublishAsync(payload, new() { IdempotencyKey = key }, Cancellation);
        }
    }

    [Fact]
    public async Task Callers_that_share_a_commit_do_not_share_a_refusal()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var node = new Node(harness.DataSource, harness.Schema, new());
        await node.Publisher.PublishAsync(Node.Event, new() { IdempotencyKey = "taken" }, Cancellation);
        var other = EventCatalog.All[0].CreateSample();
        other.Host = "other.example.com";

        var good = Enumerable.Range(0, 20).Select(_ => node.Publisher.PublishAsync(Node.Event, cancellationToken: Cancellation)).ToList();
        var conflict = node.Publisher.PublishAsync(other, new() { IdempotencyKey = "taken" }, Cancellation);
        var nul = node.Publisher.PublishAsync(Node.Event, new() { IdempotencyKey = "a\0b" }, Cancellation);
        var more = Enumerable.Range(0, 20).Select(_ => node.Publisher.PublishAsync(Node.Event, cancellationToken: Cancellation)).ToList();

        await Task.WhenAll([.. good, .. more]);
        await conflict.Awaiting(it => it).Should().ThrowAsync<IdempotencyConflictException>();
        await nul.Awaiting(it => it).Should().ThrowAsync<ArgumentException>().WithMessage("*has a NUL*");
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.event")).Should().Be(41);
    }

    [Fact]
    public async Task A_row_that_was_edited_by_hand_is_set_aside_and_stops_no_other()
    {
        await using var harness = new PostgreSqlHarness(server);
        var receiver = new Receiver();
        await using var node = new Node(harness.DataSource, harness.Schema, receiver);
        var published = await node.PublishAsync(3);
        await harness.ExecuteAsync($"UPDATE {harness.Schema}.event SET body = NULL WHERE id = '{published[1]}'");
        await node.StartAsync();

        await receiver.ReceivesAsync([published[0], published[2]]);

        var damaged = (await node.History.FindEventAsync(published[1], Cancellation))!.Deliveries[0];
        damaged.Should().Match<Delivery>(it =>
            it.State == DeliveryState.Failed && it.Reason == DeliveryReasons.Unreadable && it.SettledAt != null);
    }
}
