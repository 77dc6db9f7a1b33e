using System.Data.Common;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Lets the caller's transactions take in events and the results of jobs, and notices when such a transaction has ended.</summary>
internal sealed class PostgreSqlTransactions(
    PostgreSqlDatabase database, PostgreSqlEventWriter writer, PostgreSqlListener listener, WorkSignal signal, TimeProvider time)
    : IStoreTransactions, IDisposable
{
    private readonly PostgreSqlJobSql _jobs = new(database.Schema);
    private readonly TransactionEndWatcher<(NpgsqlConnection Connection, DateTimeOffset Began)> _commits = new(
        time,
        static (transaction, use) => PostgreSqlTransactionWriter.IsOpen(transaction, use.Connection),
        () =>
        {
            signal.Notify();
            listener.Announce();
        });

    public StoreTransaction Join(DbTransaction transaction)
    {
        var own = Own(transaction);
        return new(
            new PostgreSqlTransactionWriter(database, writer, _commits, own), new PostgreSqlTransactionJobWriter(database, _jobs, own));
    }

    public void Dispose() => _commits.Dispose();

    /// <summary>Npgsql's own, or another that has a connection of Npgsql, such as one of System.Transactions.</summary>
    private static DbTransaction Own(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction is NpgsqlTransaction || transaction.Connection is NpgsqlConnection
            ? transaction
            : throw new ArgumentException(
                $"The store takes part in transactions of Npgsql. This one is of the type {transaction.GetType().Name}.",
                nameof(transaction));
    }
}
