using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

/// <summary>What holds on every database.</summary>
public abstract class OutboxSuite : IAsyncLifetime
{
    private OutboxBed? _bed;

    private protected OutboxBed Bed => _bed!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (_bed?.StopAsync() ?? Task.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_context_and_entities_raise_is_stored_with_the_changes_and_sent_once()
    {
        var context = Bed.NewContext();
        var scan = new ScanRow { Id = "a" };
        context.Add(scan);
        scan.Complete(OutboxBed.Event());
        context.RaiseWebhook(OutboxBed.Event());

        await context.SaveChangesAsync(Token);
        scan.State = "seen";
        await context.SaveChangesAsync(Token);

        await Bed.AllAreSentAsync(2);
        scan.RaisedWebhooks.Should().BeEmpty();
        Bed.Receiver.EventIds.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_event_of_a_save_that_fails_is_not_stored_and_stays_raised()
    {
        var context = Bed.NewContext();
        context.Add(new ScanRow { Id = "a" });
        context.RaiseWebhook(OutboxBed.Event());

        Bed.Commits.Left = 1;
        await context.Awaiting(it => it.SaveChangesAsync(Token)).Should().ThrowAsync<IOException>();
        (await Bed.StoredAsync()).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));

        await context.SaveChangesAsync(Token);
        await Bed.AllAreSentAsync(1);
        (await Bed.StoredAsync()).Scans.Should().Equal("a");
        context.Database.AutoTransactionBehavior.Should().Be(AutoTransactionBehavior.WhenNeeded, "it is as it was");
    }

    [Fact]
    public async Task What_several_saves_raise_commits_with_their_transaction_and_is_not_sent_before()
    {
        var context = Bed.NewContext();
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await SaveAsync(context, "a");
            await SaveAsync(context, "b");
            context.Scans.First(scan => scan.Id == "a").Complete(OutboxBed.Event());
            await context.SaveChangesAsync(Token);
            Bed.Receiver.Requests.Should().BeEmpty();
            await transaction.CommitAsync(Token);
        }

        await Bed.AllAreSentAsync(3);
    }

    [Fact]
    public async Task What_is_rolled_back_is_neither_stored_nor_sent()
    {
        var context = Bed.NewContext();
        await using (await context.Database.BeginTransactionAsync(Token))
        {
            await SaveAsync(context, "a");
        }

        context.ChangeTracker.Clear();
        await SaveAsync(context, "b");

        var sent = await Bed.AllAreSentAsync(1);
        (await Bed.StoredAsync()).Scans.Should().Equal("b");
        Bed.Receiver.EventIds.Should().Equal(sent);
    }

    [Fact]
    public async Task A_transaction_that_the_application_began_on_the_connection_carries_the_events()
    {
        var context = Bed.NewContext();
        await context.Database.OpenConnectionAsync(Token);
        await using (var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Token))
        {
            await context.Database.UseTransactionAsync(transaction, Token);
            await SaveAsync(context, "a");
            await transaction.CommitAsync(Token);
        }

        await context.Database.CloseConnectionAsync();
        await Bed.AllAreSentAsync(1);
    }

    [Fact]
    public async Task A_strategy_that_tries_again_stores_each_event_once()
    {
        await using var context = Retrying();
        context.Add(new ScanRow { Id = "a" });
        context.RaiseWebhook(OutboxBed.Event());
        Bed.Commits.Left = 2;

        await context.SaveChangesAsync(Token);

        await Bed.AllAreSentAsync(1);
        (await Bed.StoredAsync()).Scans.Should().Equal("a");
    }

    [Fact]
    public async Task A_transaction_that_a_strategy_tries_again_stores_each_event_once()
    {
        await using var context = Retrying();
        context.Add(new ScanRow { Id = "a" });
        context.RaiseWebhook(OutboxBed.Event());
        Bed.Commits.Left = 2;

        await context.Database.CreateExecutionStrategy().ExecuteInTransactionAsync(
            () => context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Token), () => Task.FromResult(false));
        context.ChangeTracker.AcceptAllChanges();
        await context.SaveChangesAsync(Token);
        await SaveAsync(context, "b");

        await Bed.AllAreSentAsync(2);
        (await Bed.StoredAsync()).Scans.Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task What_was_raised_on_a_context_of_a_pool_is_gone_when_it_goes_back()
    {
        ScanContext first;
        await using (var scope = Bed.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope())
        {
            first = scope.ServiceProvider.GetRequiredService<ScanContext>();
            first.RaiseWebhook(OutboxBed.Event());
        }

        await using var next = Bed.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        var context = next.ServiceProvider.GetRequiredService<ScanContext>();
        context.Should().BeSameAs(first, "there is one in the pool");
        await SaveAsync(context, "a");

        await Bed.AllAreSentAsync(1);
    }

    [Fact]
    public async Task Beside_ExecuteUpdate_an_event_is_published_in_the_same_transaction_and_never_without_one()
    {
        var context = Bed.NewContext();
        await SaveAsync(context, "a");
        await context.Awaiting(it => it.PublishWebhookAsync(OutboxBed.Event(), cancellationToken: Token))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("The context has no transaction*");

        foreach (var commits in new[] { true, false })
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await context.Scans.ExecuteUpdateAsync(set => set.SetProperty(scan => scan.State, "complete"), Token);
            await context.PublishWebhookAsync(OutboxBed.Event(), new() { IdempotencyKey = $"{commits}" }, Token);
            await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
        }

        await Bed.AllAreSentAsync(2);
    }

    [Fact]
    public async Task Events_without_changes_are_published_and_a_key_tells_repeats()
    {
        var context = Bed.NewContext();
        for (var i = 0; i < 2; i++)
        {
            context.RaiseWebhook(OutboxBed.Event(), "key");
            await context.SaveChangesAsync(Token);
        }

        await Bed.AllAreSentAsync(1);
    }

    [Fact]
    public async Task A_call_that_cannot_wait_says_which_one_can()
    {
        var context = Bed.NewContext();
        context.Add(new ScanRow { Id = "a" });
        context.RaiseWebhook(OutboxBed.Event());

        context.Invoking(it => it.SaveChanges()).Should().Throw<InvalidOperationException>().WithMessage("*Call SaveChangesAsync.");

        (await Bed.StoredAsync()).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));
    }

    [Fact]
    public async Task An_event_that_breaks_the_rules_is_refused_before_anything_is_saved()
    {
        var context = Bed.NewContext();
        var invalid = OutboxBed.Event();
        invalid.Scan = null!;
        context.Invoking(it => it.RaiseWebhook(invalid)).Should().Throw<WebhookValidationException>();

        var scan = new ScanRow { Id = "a" };
        scan.Complete(invalid);
        context.Add(scan);
        await context.Awaiting(it => it.SaveChangesAsync(Token)).Should().ThrowAsync<WebhookValidationException>();

        (await Bed.StoredAsync()).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));
    }

    private protected abstract Task<OutboxBed> StartAsync();

    /// <summary>The options of a context whose strategy tries again.</summary>
    private protected abstract DbContextOptionsBuilder<ScanContext> WithStrategy(
        Func<ExecutionStrategyDependencies, IExecutionStrategy> strategy);

    private protected static async Task SaveAsync(ScanContext context, string id)
    {
        context.Add(new ScanRow { Id = id });
        context.RaiseWebhook(OutboxBed.Event());
        await context.SaveChangesAsync(Token);
    }

    private ScanContext Retrying()
    {
        var options = WithStrategy(FailingCommits.Strategy).UseZeroPathWebhooks();
        options.UseApplicationServiceProvider(Bed.Services).AddInterceptors(Bed.Commits);
        return new(options.Options);
    }
}
