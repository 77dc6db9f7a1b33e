using System.Transactions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class ResourceTransactionTests(PostgreSqlServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_open_transactions_that_commit_in_reverse_order_a_reader_misses_neither_change()
    {
        await using var harness = new PostgreSqlHarness(server);
        var mark = await MarkAsync(harness);
        await using var first = await harness.DataSource.OpenConnectionAsync(Cancellation);
        await using var second = await harness.DataSource.OpenConnectionAsync(Cancellation);
        var (firstTransaction, secondTransaction) = (
            await first.BeginTransactionAsync(Cancellation), await second.BeginTransactionAsync(Cancellation));
        await AddAsync(harness, first, "first");
        await AddAsync(harness, second, "second");

        await secondTransaction.CommitAsync(Cancellation);
        var between = await harness.Resources.ReadChangesAsync(mark, 10, Cancellation);
        await firstTransaction.CommitAsync(Cancellation);
        var after = await harness.Resources.ReadChangesAsync(between.Mark, 10, Cancellation);

        between.Changes.Select(change => change.Id).Should().Equal("second");
        after.Changes.Select(change => change.Id).Should().Contain("first");
        after.Changes.Single(change => change.Id == "first")
            .Version.Should().BeLessThan(between.Changes[0].Version, "else this shows nothing");
    }

    [Fact]
    public async Task What_commits_between_two_pages_is_not_missed()
    {
        await using var harness = new PostgreSqlHarness(server);
        var mark = await MarkAsync(harness);
        await using var late = await harness.DataSource.OpenConnectionAsync(Cancellation);
        var transaction = await late.BeginTransactionAsync(Cancellation);
        await AddAsync(harness, late, "late");
        await harness.Resources.ApplyAsync(
            [.. Enumerable.Range(0, 5)
                .Select(i => new ResourceEdit.Save(new() { Kind = ResourceKind.Endpoint, Id = $"{i}", Name = "a", Settings = "{}" }, 0))],
            ChangeOrigin.Code,
            Cancellation);

        var page = await harness.Resources.ReadChangesAsync(mark, 2, Cancellation);
        await transaction.CommitAsync(Cancellation);
        var seen = new HashSet<string>(page.Changes.Select(change => change.Id));
        do
        {
            page = await harness.Resources.ReadChangesAsync(page.Mark, 2, Cancellation);
            seen.UnionWith(page.Changes.Select(change => change.Id));
        }
        while (page.HasMore);
        page = await harness.Resources.ReadChangesAsync(page.Mark, 10, Cancellation);
        seen.UnionWith(page.Changes.Select(change => change.Id));

        seen.Should().BeEquivalentTo("0", "1", "2", "3", "4", "late");
    }

    [Fact]
    public async Task A_change_is_made_whatever_becomes_of_a_transaction_around_the_call()
    {
        await using var harness = new PostgreSqlHarness(server);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await harness.Resources.ApplyAsync(
                [new ResourceEdit.Save(new() { Kind = ResourceKind.Endpoint, Id = "a", Name = "a", Settings = "{}" }, 0)],
                ChangeOrigin.Code, Cancellation);
        }

        (await harness.Resources.FindAsync(ResourceKind.Endpoint, "a", Cancellation)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_change_of_which_the_hint_was_lost_arrives_within_the_poll_interval()
    {
        await using var harness = new PostgreSqlHarness(server);
        using var receiver = new Receiver();

        // It was not started, so that it tells nobody of what it commits.
        await using var silent = new Node(harness.DataSource, harness.Schema, receiver);
        await using var waiting = await Node.StartAsync(harness.DataSource, harness.Schema, receiver);
        await using var polling = await Node.StartAsync(
            harness.DataSource,
            harness.Schema,
            receiver,
            services => services.Configure<ZeroPathWebhooksOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(100)));

        await silent.ChangeForAsync(polling);

        polling.Services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Should().HaveCount(2);
        waiting.Services.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Should().HaveCount(1, "no hint came");
    }

    private static async Task<string> MarkAsync(PostgreSqlHarness harness) =>
        (await harness.Resources.ReadChangesAsync(null, 1, Cancellation)).Mark;

    private static async Task AddAsync(PostgreSqlHarness harness, NpgsqlConnection connection, string id)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO {harness.Schema}.resource (kind, id, name, settings, version, changed_at, changed_through)
            VALUES (1, '{id}', '{id}', '{"{}"}', nextval('{harness.Schema}.resource_version'), now(), 0)
            """;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
