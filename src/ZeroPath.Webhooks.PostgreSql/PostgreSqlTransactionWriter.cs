using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Adds events inside a transaction of the caller's.</summary>
internal sealed class PostgreSqlTransactionWriter(
    PostgreSqlDatabase database, PostgreSqlEventWriter writer, PostgreSqlCommitWatch commits, NpgsqlTransaction transaction) : IEventWriter
{
    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);

        // This throws when it has ended: what is written then would be committed at once.
        _ = transaction.IsolationLevel;
        var connection = transaction.Connection!;
        await database.PrepareAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var (results, began) = await writer.AddAsync(connection, transaction, [events]).ConfigureAwait(false);
        commits.Watch(transaction, connection, began);
        return await results[0].ConfigureAwait(false);
    }
}
