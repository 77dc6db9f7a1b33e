using System.Data.Common;

namespace ZeroPath.Webhooks.Storage;

/// <summary>A store in a database that the application may use too: events can be added, and jobs done, inside a transaction of the application's.</summary>
public interface ITransactionalStore
{
    /// <summary>
    /// A writer whose events commit, or vanish, with the transaction. They are sent promptly after the commit. The transaction is the
    /// writer's alone while a call is under way. <see cref="WebhookPublisherExtensions"/> uses it.
    /// </summary>
    /// <param name="transaction">An open transaction of the store's own driver, in the store's database.</param>
    /// <exception cref="ArgumentException">The transaction is another driver's.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, or the store can see that it is in another database.</exception>
    IEventWriter InTransaction(DbTransaction transaction);

    /// <summary>A writer of what came of jobs, which commits or vanishes with the transaction.</summary>
    /// <inheritdoc cref="InTransaction"/>
    IJobWriter JobsInTransaction(DbTransaction transaction);
}
