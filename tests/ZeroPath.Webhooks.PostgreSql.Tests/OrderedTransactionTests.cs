using System.Collections.Concurrent;
using System.Diagnostics;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>The order of D63 where transactions begin, publish and commit in other orders.</summary>
public class OrderedTransactionTests(PostgreSqlServer server) : StoreSuite
{
    private static readonly LeaseRequest Ordered = new(100, Lease) { RoomFor = _ => new(50, IsOrdered: true) };

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));

    [Fact]
    public async Task What_was_published_before_is_sent_first_though_the_others_transaction_had_begun_before()
    {
        await Store.NextDueAsync(Ordered, Cancellation);
        await using var connection = await ((PostgreSqlHarness)Harness).DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var command = new Npgsql.NpgsqlCommand("SELECT now()", connection))
        {
            await command.ExecuteScalarAsync(Cancellation);
        }

        var (first, second) = (NewEvent("row"), NewEvent("row"));
        await AddAsync(first);
        await Harness.Bundle.Transactions!.Join(transaction).Events.AddAsync([second], null, Cancellation);
        await transaction.CommitAsync(Cancellation);

        (await DrainAsync()).Should().Equal(first.Deliveries[0].Id, second.Deliveries[0].Id);
    }

    [Fact]
    public async Task What_is_committed_late_is_sent_before_what_is_published_after_that_and_holds_up_nothing_until_then()
    {
        await Store.NextDueAsync(Ordered, Cancellation);
        await using var connection = await ((PostgreSqlHarness)Harness).DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var (late, early, waiting, after) = (NewEvent("row"), NewEvent("row"), NewEvent("row"), NewEvent("row"));
        await Harness.Bundle.Transactions!.Join(transaction).Events.AddAsync([late], null, Cancellation);
        await AddAsync(early);
        await AddAsync(waiting);
        var first = Assert.Single(await LeaseAsync(Ordered));
        await transaction.CommitAsync(Cancellation);
        await AddAsync(after);
        (await LeaseAsync(Ordered)).Should().BeEmpty();
        await RecordAsync(first, DeliveryTransition.Succeeded);

        var rest = await DrainAsync();

        first.DeliveryId.Should().Be(early.Deliveries[0].Id);
        rest.Should().BeEquivalentTo([late.Deliveries[0].Id, waiting.Deliveries[0].Id, after.Deliveries[0].Id]);
        rest[^1].Should().Be(after.Deliveries[0].Id);
    }

    [Fact]
    public async Task Where_no_endpoint_is_ordered_no_statement_asks_for_rows()
    {
        await AddAsync(NewEvent("one"), NewEvent("two"));
        var schema = ((PostgreSqlHarness)Harness).Schema;
        var statements = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => statements.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => tag.Value))),
        };
        ActivitySource.AddActivityListener(listener);

        (await LeaseAsync()).Should().HaveCount(2);
        await Store.NextDueAsync(new(1, Lease), Cancellation);
        var others = Rows();
        await AddAsync(NewEvent("row"));
        (await LeaseAsync(Ordered)).Should().ContainSingle();
        await Store.NextDueAsync(Ordered, Cancellation);

        statements.Should().Contain(statement => statement.Contains(schema));
        others.Should().BeEmpty();
        Rows().Should().HaveCount(3);

        List<string> Rows() => [.. statements.Where(statement => statement.Contains(schema) && statement.Contains("place IS NOT NULL"))];
    }

    private async Task<List<string>> DrainAsync()
    {
        var ids = new List<string>();
        while (await LeaseAsync(Ordered) is { Count: > 0 } leased)
        {
            ids.Add(Assert.Single(leased).DeliveryId);
            await RecordAsync(leased[0], DeliveryTransition.Succeeded);
        }

        return ids;
    }
}
