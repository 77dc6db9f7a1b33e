using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Records what came of jobs inside a transaction of the caller's, on the caller's connection and thread.</summary>
internal sealed class SqliteTransactionJobWriter(SqliteTransaction transaction, SqliteDatabase database) : IJobWriter
{
    public ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        cancellationToken.ThrowIfCancellationRequested();
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        using var session = new SqliteSession(connection, transaction);
        return new(SqliteJobs.Record(session, leased, transition, database));
    }
}
