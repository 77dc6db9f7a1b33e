using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.EntityFrameworkCore;

/// <summary>
/// What a context has raised, and publishes with its next <c>SaveChangesAsync</c>. In a transaction of the application's it is published
/// after the changes are saved. Otherwise it is published when EF Core's own transaction is about to commit: so a strategy that tries again
/// publishes again, in the transaction that commits.
/// </summary>
internal sealed class WebhookOutbox(ICurrentDbContext current) : ISaveChangesInterceptor, IDbTransactionInterceptor, IResettableService
{
    private readonly List<PublishRequest> _raised = [];
    private Save? _save;
    private Save? _unaccepted;

    private DatabaseFacade Database => current.Context.Database;

    private Transaction? Ambient => Database.GetEnlistedTransaction() ?? Transaction.Current;

    private bool HasTransaction => Database.CurrentTransaction is not null || Ambient is not null;

    private IWebhookPublisher Publisher =>
        current.Context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider
            ?.GetService<IWebhookPublisher>()
        ?? throw new InvalidOperationException(
            $"{current.Context.GetType().Name} knows no services with an IWebhookPublisher. Call AddZeroPathWebhooks() on the services "
            + "that have the context, or, for a context that is made by hand, UseApplicationServiceProvider(services) on its options.");

    public static WebhookOutbox Of(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInfrastructure().GetService<WebhookOutbox>() ?? throw new InvalidOperationException(
            $"The options of {context.GetType().Name} lack UseZeroPathWebhooks(). Call it beside UseSqlite or UseNpgsql.");
    }

    public void Raise(PublishRequest request)
    {
        Check(request.Event!);
        _raised.Add(request);
    }

    public async Task<PublishResult> PublishNowAsync(
        WebhookEvent webhookEvent, PublishOptions? options, CancellationToken cancellationToken)
    {
        var request = new PublishRequest(webhookEvent, options?.IdempotencyKey);
        return HasTransaction
            ? (await PublishAsync([request], options?.Deadline, cancellationToken).ConfigureAwait(false))[0]
            : throw new InvalidOperationException(
                "The context has no transaction to publish in. Begin one with Database.BeginTransactionAsync(), or raise the event and "
                + "call SaveChangesAsync().");
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Begin();
        return _save is null ? result : throw new InvalidOperationException(
            "There are events to publish, which SaveChanges cannot wait for. Call SaveChangesAsync.");
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken)
    {
        Begin();
        if (_save is { IsOwnTransaction: true })
        {
            // A single statement would else have none.
            Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        }

        return new(result);
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken)
    {
        if (_save is { IsOwnTransaction: true } save)
        {
            await Publisher.PublishAsync(save.Requests, new() { Transaction = transaction }, cancellationToken).ConfigureAwait(false);
            save.IsPublished = true;
        }

        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken)
    {
        if (_save is not { } save)
        {
            return result;
        }

        try
        {
            if (!save.IsPublished)
            {
                // In the application's transaction; or in none, when there were no changes to save with them.
                await PublishAsync(save.Requests, deadline: null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            End();
        }

        _raised.Clear();
        save.ForgetOnEntities();

        // Called with acceptAllChangesOnSuccess: false, it may be called again for the same changes, in another transaction.
        _unaccepted = save.IsAccepted ? null : save;
        return result;
    }

    public void SaveChangesFailed(DbContextErrorEventData eventData) => End();

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken)
    {
        End();
        return Task.CompletedTask;
    }

    public void SaveChangesCanceled(DbContextEventData eventData) => End();

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken)
    {
        End();
        return Task.CompletedTask;
    }

    public void ResetState()
    {
        End();
        _raised.Clear();
        _unaccepted = null;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken)
    {
        ResetState();
        return Task.CompletedTask;
    }

    private void Begin()
    {
        _unaccepted = _unaccepted is { IsAccepted: false } ? _unaccepted : null;
        var onEntities = current.Context.ChangeTracker.Entries<IRaiseWebhooks>()
            .SelectMany(entry => entry.Entity.RaisedWebhooks.Select(raised => (entry.Entity, raised))).ToList();
        onEntities.ForEach(it => Check(it.raised));
        List<PublishRequest> requests =
            [.. _unaccepted?.Requests ?? [], .. _raised, .. onEntities.Select(it => new PublishRequest(it.raised))];
        _save = requests.Count == 0 ? null : new(current.Context, requests, onEntities, !HasTransaction);
    }

    private void End()
    {
        if (_save is { IsOwnTransaction: true } save)
        {
            Database.AutoTransactionBehavior = save.Behavior;
        }

        _save = null;
    }

    private static void Check(WebhookEvent raised)
    {
        if (WebhookValidator.Validate(raised) is { Count: > 0 } problems)
        {
            throw new WebhookValidationException(problems);
        }
    }

    /// <summary>Publishes in the application's transaction; in none, if there is none.</summary>
    private async Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> requests, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null || Ambient is not { } ambient)
        {
            return await Publisher.PublishAsync(
                requests,
                new() { Deadline = deadline, Transaction = Database.CurrentTransaction?.GetDbTransaction() },
                cancellationToken).ConfigureAwait(false);
        }

        // While it is open, the connection is the one that the transaction has.
        await Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The store's other connections are no business of the transaction's.
            using var others = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
            var transaction = new EnlistedTransaction(Database.GetDbConnection(), ambient);
            var published = await Publisher.PublishAsync(
                requests, new() { Deadline = deadline, Transaction = transaction }, cancellationToken).ConfigureAwait(false);
            others.Complete();
            return published;
        }
        finally
        {
            await Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One call of SaveChangesAsync that has events.</summary>
    private sealed class Save(
        DbContext context,
        IReadOnlyList<PublishRequest> requests,
        IReadOnlyList<(IRaiseWebhooks Entity, WebhookEvent Raised)> onEntities,
        bool isOwnTransaction)
    {
        private readonly List<object> _changed =
        [
            .. context.ChangeTracker.Entries().Where(entry => IsChange(entry.State)).Select(entry => entry.Entity),
        ];

        public IReadOnlyList<PublishRequest> Requests => requests;

        /// <summary>Whether EF Core begins a transaction for this call, and commits it.</summary>
        public bool IsOwnTransaction => isOwnTransaction;

        public AutoTransactionBehavior Behavior { get; } = context.Database.AutoTransactionBehavior;

        public bool IsPublished { get; set; }

        /// <summary>Whether the context does not take its changes for unsaved any more.</summary>
        public bool IsAccepted => !_changed.Exists(entity => IsChange(context.Entry(entity).State));

        public void ForgetOnEntities()
        {
            foreach (var (entity, raised) in onEntities)
            {
                entity.RaisedWebhooks.Remove(raised);
            }
        }

        private static bool IsChange(EntityState state) => state is EntityState.Added or EntityState.Modified or EntityState.Deleted;
    }
}
