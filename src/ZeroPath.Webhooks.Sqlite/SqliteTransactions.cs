using System.Data.Common;
using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Lets transactions of the application take in events and the results of jobs.</summary>
internal sealed class SqliteTransactions(
    SqliteDatabase database, SqliteConnections connections, TransactionEndWatcher<SqliteConnection> commits) : IStoreTransactions
{
    /// <inheritdoc/>
    /// <remarks>
    /// While the transaction is open nobody else can write to the file. Start the host before it: the store must have been opened.
    /// </remarks>
    public StoreTransaction Join(DbTransaction transaction)
    {
        var own = Own(transaction);
        return new(new SqliteTransactionWriter(own, () => database.Due, commits), new SqliteTransactionJobWriter(own, database));
    }

    private SqliteTransaction Own(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction is not SqliteTransaction own)
        {
            throw new ArgumentException(
                $"The store takes part in transactions of Microsoft.Data.Sqlite. This one is of the type {transaction.GetType().Name}.",
                nameof(transaction));
        }

        var connection = own.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        if (!database.IsReady)
        {
            throw new InvalidOperationException(
                "The store has not been opened yet, and cannot be while a transaction holds the file. Start the host first.");
        }

        return connections.IsSameFile(connection)
            ? own
            : throw new InvalidOperationException(
                $"The transaction is on '{connection.DataSource}', the store is not. To commit together they must be in one file.");
    }
}
