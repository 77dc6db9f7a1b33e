using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Adds events inside a transaction of the caller's, on the caller's connection and thread.</summary>
internal sealed class SqliteTransactionWriter(
    SqliteTransaction transaction, Func<long> now, TransactionEndWatcher<SqliteConnection> commits) : IEventWriter
{
    public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        using var session = new SqliteSession(connection, transaction);
        var stored = SqliteEventWriter.Add(session, events, lease, now());
        commits.Watch(transaction, connection);
        return new(stored);
    }
}
