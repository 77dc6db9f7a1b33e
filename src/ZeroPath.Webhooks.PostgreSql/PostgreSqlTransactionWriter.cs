using System.Data.Common;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Adds events inside a transaction of the caller's.</summary>
internal sealed class PostgreSqlTransactionWriter(
    PostgreSqlDatabase database,
    PostgreSqlEventWriter writer,
    TransactionEndWatcher<(NpgsqlConnection Connection, DateTimeOffset Began)> commits,
    DbTransaction transaction) : IEventWriter
{
    /// <summary>Whether a transaction that is in use on this connection has not ended yet.</summary>
    public static bool IsOpen(DbTransaction transaction, NpgsqlConnection connection)
    {
        try
        {
            // It has no property that says so, but throws when it has ended.
            _ = transaction.IsolationLevel;
            return ReferenceEquals(transaction.Connection, connection);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);

        // This throws when it has ended: what is written then would be committed at once.
        _ = transaction.IsolationLevel;
        var connection = (NpgsqlConnection)transaction.Connection!;
        await database.PrepareAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var (results, began) = await writer.AddAsync(connection, transaction, [(events, lease)]).ConfigureAwait(false);

        // When it began, by the database: Npgsql uses the object again for the connection's next transaction.
        commits.Watch(transaction, (connection, began));
        return await results[0].ConfigureAwait(false);
    }
}
