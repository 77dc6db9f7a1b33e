using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And("d.state <> 0 AND e.body IS NOT NULL");
        var count = await ChangeAsync(Sql.Redeliver, chosen, max, cancellationToken).ConfigureAwait(false);
        Announce();
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).And("d.state = 0").With("reason", reason);
        return await ChangeAsync(Sql.Cancel, chosen, max, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        var added = await _database.ExecuteAsync(Sql.AddDeliveries, cancellationToken, PostgreSqlEventWriter.Parameters(deliveries)).ConfigureAwait(false);
        Announce();
        return added;
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var touched = await PurgeAsync(Sql.OldEvents, Sql.PurgeEvents, policy.Events, max, cancellationToken).ConfigureAwait(false);
        touched += await PurgeAsync(Sql.OldPayloads, Sql.PurgePayloads, policy.Payloads, max - touched, cancellationToken).ConfigureAwait(false);
        touched += await PurgeAsync(Sql.OldAttempts, Sql.PurgeAttempts, policy.Attempts, max - touched, cancellationToken).ConfigureAwait(false);
        return touched;
    }

    private async Task<int> PurgeAsync(string find, string purge, TimeSpan? age, int max, CancellationToken cancellationToken)
    {
        if (age is null || max == 0)
        {
            return 0;
        }

        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var found = await connection.QueryAsync(find, row => row.GetInt64(0), cancellationToken, ("age", age), ("max", max)).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return 0;
        }

        var seqs = found.ToArray();
        await connection.ExecuteAsync(Sql.HoldDeliveries, cancellationToken, ("seqs", seqs)).ConfigureAwait(false);
        var purged = await connection.QueryAsync(purge, row => row.GetInt64(0), cancellationToken, ("age", age), ("seqs", seqs)).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return purged.Count;
    }

    private async ValueTask<int> ChangeAsync(string sql, SqlFilter chosen, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var statement = sql.Replace("{0}", chosen.Where, StringComparison.Ordinal);
        return await _database.ExecuteAsync(statement, cancellationToken, chosen.With("max", max).Parameters).ConfigureAwait(false);
    }
}
