using Microsoft.EntityFrameworkCore.Infrastructure;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.EntityFrameworkCore;
using ZeroPath.Webhooks.Events;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.EntityFrameworkCore;
#pragma warning restore IDE0130

/// <summary>Events that commit with what a context saves.</summary>
public static class ZeroPathWebhooksDbContextExtensions
{
    /// <summary>
    /// Lets contexts of these options raise events, which commit with their <c>SaveChangesAsync</c>. The store of
    /// <c>AddZeroPathWebhooks</c> must be in the same database: <c>UseSqliteStore</c> or <c>UsePostgreSqlStore</c>.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <returns>The options.</returns>
    /// <example>
    /// <code>
    /// services.AddDbContext&lt;ScanContext>(options => options.UseSqlite(connectionString).UseZeroPathWebhooks());
    /// services.AddZeroPathWebhooks().UseSqliteStore(connectionString);
    /// </code>
    /// </example>
    public static DbContextOptionsBuilder UseZeroPathWebhooks(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new WebhooksOptionsExtension());
        return options;
    }

    /// <inheritdoc cref="UseZeroPathWebhooks(DbContextOptionsBuilder)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseZeroPathWebhooks<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext
    {
        ((DbContextOptionsBuilder)options).UseZeroPathWebhooks();
        return options;
    }

    /// <summary>
    /// Raises an event, which the next <c>SaveChangesAsync</c> of the context stores in the same transaction as its changes. It is sent
    /// soon after the commit; when the transaction rolls back, it is neither stored nor sent. When saving fails, it stays raised.
    /// </summary>
    /// <param name="context">The context. Its options need <c>UseZeroPathWebhooks()</c>.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="idempotencyKey">Tells a repeat from a new event; null for none.</param>
    /// <exception cref="WebhookValidationException">The event breaks the rules of its type.</exception>
    /// <exception cref="InvalidOperationException">The options lack <c>UseZeroPathWebhooks()</c>.</exception>
    /// <example>
    /// <code>
    /// context.Add(scan);
    /// context.RaiseWebhook(scanStarted);
    /// await context.SaveChangesAsync(cancellationToken);
    /// </code>
    /// </example>
    public static void RaiseWebhook(this DbContext context, WebhookEvent webhookEvent, string? idempotencyKey = null)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        WebhookOutbox.Of(context).Raise(new(webhookEvent, idempotencyKey));
    }

    /// <summary>
    /// Publishes an event at once, in the transaction that the context is in: beside <c>ExecuteUpdate</c> and <c>ExecuteDelete</c>, which
    /// pass by <c>SaveChangesAsync</c>. It is sent soon after the commit, and not at all when the transaction rolls back.
    /// </summary>
    /// <param name="context">The context. Its options need <c>UseZeroPathWebhooks()</c>.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="options">Its idempotency key and deadline; null for neither. The transaction is the context's.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <exception cref="InvalidOperationException">
    /// The context is in no transaction, or its options lack <c>UseZeroPathWebhooks()</c>.
    /// </exception>
    /// <inheritdoc cref="IWebhookPublisher.PublishAsync(WebhookEvent, PublishOptions?, CancellationToken)" path="/exception"/>
    public static Task<PublishResult> PublishWebhookAsync(
        this DbContext context, WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return WebhookOutbox.Of(context).PublishNowAsync(webhookEvent, options, cancellationToken);
    }
}
