using System.Transactions;
using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

public sealed class PostgreSqlOutboxTests(PostgreSqlServer server) : OutboxSuite
{
    private string _connectionString = "";

    [Fact]
    public async Task What_is_saved_in_an_ambient_transaction_commits_with_it_and_is_sent_promptly()
    {
        var context = Bed.NewContext();
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await SaveAsync(context, "a");
            await SaveAsync(context, "b");
            await context.Scans.ExecuteUpdateAsync(set => set.SetProperty(scan => scan.State, "complete"), Token);
            await context.PublishWebhookAsync(OutboxBed.Event(), new() { IdempotencyKey = "key" }, Token);
            Bed.Receiver.Requests.Should().BeEmpty();
            scope.Complete();
        }

        await Bed.AllAreSentAsync(3);
        (await Bed.StoredAsync()).Scans.Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task What_is_saved_in_an_ambient_transaction_that_is_not_completed_is_not_stored()
    {
        var context = Bed.NewContext();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await SaveAsync(context, "a");
        }

        (await Bed.StoredAsync()).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));
    }

    private protected override async Task<OutboxBed> StartAsync()
    {
        var name = $"outbox_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        _connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
        return await OutboxBed.StartAsync(
            webhooks => webhooks.UsePostgreSqlStore(_connectionString),
            options => options.UseNpgsql(_connectionString),
            () => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)"));
    }

    private protected override DbContextOptionsBuilder<ScanContext> WithStrategy(
        Func<ExecutionStrategyDependencies, IExecutionStrategy> strategy) =>
        new DbContextOptionsBuilder<ScanContext>().UseNpgsql(_connectionString, npgsql => npgsql.ExecutionStrategy(strategy));

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
