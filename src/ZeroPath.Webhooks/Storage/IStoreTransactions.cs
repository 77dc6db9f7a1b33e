using System.Data.Common;

namespace ZeroPath.Webhooks.Storage;

/// <summary>Lets a store in a database that the application uses too take part in the application's transactions.</summary>
public interface IStoreTransactions
{
    /// <summary>
    /// Joins a transaction. What is written through the result commits, or vanishes, with the transaction, and events are sent promptly
    /// after the commit. While a call is under way, the caller must not use the transaction for anything else.
    /// </summary>
    /// <param name="transaction">An open transaction of the store's own driver, in the store's database.</param>
    /// <exception cref="ArgumentException">The transaction is another driver's.</exception>
    /// <exception cref="InvalidOperationException">
    /// The transaction has ended, or the store can see that it is in another database.
    /// </exception>
    StoreTransaction Join(DbTransaction transaction);
}
