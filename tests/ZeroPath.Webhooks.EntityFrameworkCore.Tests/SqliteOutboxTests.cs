using System.Transactions;
using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

public sealed class SqliteOutboxTests : OutboxSuite
{
    private string _connectionString = "";

    [Fact]
    public async Task An_ambient_transaction_which_SQLite_has_not_is_refused_and_nothing_is_stored()
    {
        var context = Bed.NewContext();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await FluentActions.Awaiting(() => SaveAsync(context, "a")).Should().ThrowAsync<InvalidOperationException>();
        }

        (await Bed.StoredAsync()).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));
    }

    [Fact]
    public void Options_without_the_call_say_which_one_is_missing()
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options);

        context.Invoking(it => it.RaiseWebhook(OutboxBed.Event()))
            .Should().Throw<InvalidOperationException>().WithMessage("*UseZeroPathWebhooks()*");
    }

    [Fact]
    public async Task A_context_without_services_says_what_to_call()
    {
        var options = new DbContextOptionsBuilder<ScanContext>().UseSqlite(_connectionString).UseZeroPathWebhooks();
        await using var context = new ScanContext(options.Options);
        context.RaiseWebhook(OutboxBed.Event());

        await context.Awaiting(it => it.SaveChangesAsync(Token))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*UseApplicationServiceProvider*");
    }

    private protected override Task<OutboxBed> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
        _connectionString = $"Data Source={Path.Combine(folder.FullName, "application.db")}";
        return OutboxBed.StartAsync(
            webhooks => webhooks.UseSqliteStore(_connectionString),
            options => options.UseSqlite(_connectionString),
            () =>
            {
                SqliteConnection.ClearAllPools();
                folder.Delete(recursive: true);
                return Task.CompletedTask;
            });
    }

    private protected override DbContextOptionsBuilder<ScanContext> WithStrategy(
        Func<ExecutionStrategyDependencies, IExecutionStrategy> strategy) =>
        new DbContextOptionsBuilder<ScanContext>().UseSqlite(_connectionString, sqlite => sqlite.ExecutionStrategy(strategy));
}
