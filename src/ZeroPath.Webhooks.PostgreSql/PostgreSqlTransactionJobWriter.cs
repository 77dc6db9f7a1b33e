using System.Data.Common;
using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Records what came of jobs inside a transaction of the caller's.</summary>
internal sealed class PostgreSqlTransactionJobWriter(PostgreSqlDatabase database, PostgreSqlJobSql sql, DbTransaction transaction)
    : IJobWriter
{
    public async ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);

        // This throws when it has ended: what is written then would be committed at once.
        _ = transaction.IsolationLevel;
        var connection = (NpgsqlConnection)transaction.Connection!;
        await database.PrepareAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var recorded = await PostgreSqlJobs.RecordAsync(connection, sql, [(leased, transition)]).ConfigureAwait(false);
        return recorded.Count == 1;
    }
}
