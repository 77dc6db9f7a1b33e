using System.Data.Common;
using System.Transactions;

namespace ZeroPath.Webhooks.EntityFrameworkCore;

/// <summary>A transaction of System.Transactions that a connection is enlisted in, as stores know transactions.</summary>
internal sealed class EnlistedTransaction : DbTransaction
{
    private readonly Transaction _transaction;

    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction. What says how it ends outlives the application's own object.</param>
    public EnlistedTransaction(DbConnection connection, Transaction transaction) =>
        (DbConnection, _transaction) = (connection, transaction.Clone());

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public override System.Data.IsolationLevel IsolationLevel =>
        _transaction.TransactionInformation.Status == TransactionStatus.Active
            ? System.Data.IsolationLevel.Unspecified
            : throw new InvalidOperationException("The transaction has ended.");

    protected override DbConnection DbConnection { get; }

    public override void Commit() => throw new NotSupportedException("The application commits it.");

    public override void Rollback() => throw new NotSupportedException("The application rolls it back.");

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) =>
        ExecuteAsync($"SAVEPOINT {savepointName}", cancellationToken);

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        ExecuteAsync($"ROLLBACK TO SAVEPOINT {savepointName}", cancellationToken);

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        using var command = DbConnection.CreateCommand();
#pragma warning disable CA2100 // The store's own name of a savepoint.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
