using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>What operators do to deliveries, and retention.</summary>
internal sealed class PostgreSqlOperations(PostgreSqlDatabase database, PostgreSqlEventWriter writer, PostgreSqlListener listener)
    : IDeliveryOperations
{
    private readonly PostgreSqlOperationsSql _sql = new(database.Schema);

    public async ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And(_sql.Redeliverable);
        var count = await ChangeAsync(_sql.Redeliver, chosen, max, cancellationToken).ConfigureAwait(false);
        listener.Announce();
        return count;
    }

    public async ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And("d.state = 0").With("reason", reason);
        return await ChangeAsync(_sql.Cancel, chosen, max, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        var added = await writer.AddDeliveriesAsync(deliveries, cancellationToken).ConfigureAwait(false);
        listener.Announce();
        return added;
    }

    public async ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var touched = await PurgeAsync(_sql.OldEvents, _sql.PurgeEvents, policy.Events, max, cancellationToken).ConfigureAwait(false);
        touched += await PurgeAsync(_sql.OldPayloads, _sql.PurgePayloads, policy.Payloads, max - touched, cancellationToken)
            .ConfigureAwait(false);
        touched += await PurgeAsync(_sql.OldAttempts, _sql.PurgeAttempts, policy.Attempts, max - touched, cancellationToken)
            .ConfigureAwait(false);
        foreach (var purge in (string[])[_sql.PurgeFigures, _sql.PurgeHours, _sql.PurgeActivity])
        {
            if (policy.History is { } history && touched < max)
            {
                touched += await database.ExecuteAsync(purge, cancellationToken, ("age", history), ("max", max - touched))
                    .ConfigureAwait(false);
            }
        }

        return touched;
    }

    public async ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var merged = await database.QueryAsync(_sql.MergeFigures, row => row.GetInt64(0), cancellationToken, ("max", max))
            .ConfigureAwait(false);
        return (int)merged[0];
    }

    private Task<int> PurgeAsync(string find, string purge, TimeSpan? age, int max, CancellationToken cancellationToken) =>
        age is null || max == 0
            ? Task.FromResult(0)
            : database.UseAsync(connection => PurgeAsync(connection, find, purge, age, max, cancellationToken), cancellationToken);

    private async Task<int> PurgeAsync(
        NpgsqlConnection connection, string find, string purge, TimeSpan? age, int max, CancellationToken cancellationToken)
    {
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var found = await connection.QueryAsync(find, row => row.GetInt64(0), cancellationToken, ("age", age), ("max", max))
            .ConfigureAwait(false);
        if (found.Count == 0)
        {
            return 0;
        }

        var seqs = found.ToArray();
        await connection.ExecuteAsync(_sql.HoldDeliveries, cancellationToken, ("seqs", seqs)).ConfigureAwait(false);
        var purged = await connection.QueryAsync(purge, row => row.GetInt64(0), cancellationToken, ("age", age), ("seqs", seqs))
            .ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return purged.Count;
    }

    private async ValueTask<int> ChangeAsync(string sql, SqlFilter chosen, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var statement = sql.Replace("{0}", chosen.Where, StringComparison.Ordinal);
        var parameters = chosen.With("max", max).With("node", database.Node).Parameters;
        return await database.ExecuteAsync(statement, cancellationToken, parameters).ConfigureAwait(false);
    }
}
