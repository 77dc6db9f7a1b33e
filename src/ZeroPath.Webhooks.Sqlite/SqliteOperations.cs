using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>What operators do to deliveries.</summary>
internal sealed class SqliteOperations(SqliteDatabase database) : IDeliveryOperations
{
    /// <inheritdoc/>
    public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).And("d.state <> 0 AND e.body IS NOT NULL").With("$now", database.Due);
        return ChangeAsync(SqliteOperationsSql.Redeliver, chosen, max, DeliveryState.Pending, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).And("d.state = 0").With("$now", database.Now).With("$reason", reason);
        return ChangeAsync(SqliteOperationsSql.Cancel, chosen, max, DeliveryState.Cancelled, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => SqliteEventWriter.Add(session, deliveries, database.Due), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return await database.WriteAsync(session => Purge(session, policy, max), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return await database.WriteAsync(session => SqliteFigures.Merge(session, database.Now, max), cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<int> ChangeAsync(
        string sql, SqlFilter chosen, int max, DeliveryState state, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var statement = sql.Replace("{0}", SqliteOperationsSql.ChosenDeliveries + chosen.Where, StringComparison.Ordinal);
        var parameters = chosen.With("$max", max).Parameters;
        return await database.WriteAsync(session => Change(session, statement, parameters, state), cancellationToken).ConfigureAwait(false);
    }

    private int Change(SqliteSession session, string sql, (string, object?)[] parameters, DeliveryState state)
    {
        var figures = new SqliteFigures(database.Now);
        var endpoints = session.Query(sql, row => row.GetString(0), parameters);
        foreach (var endpoint in endpoints)
        {
            figures.Add(endpoint, state, attempt: null, createdAt: 0);
        }

        figures.Write(session);
        return endpoints.Count;
    }

    private int Purge(SqliteSession session, RetentionPolicy policy, int max)
    {
        var left = max;
        if (policy.Events is { } events)
        {
            left -= session.Execute(SqliteOperationsSql.PurgeEvents, ("$before", Before(events)), ("$max", left));
        }

        if (policy.Payloads is { } payloads && left > 0)
        {
            left -= session.Execute(SqliteOperationsSql.PurgePayloads, ("$before", Before(payloads)), ("$max", left));
        }

        if (policy.Attempts is { } attempts && left > 0)
        {
            foreach (var seq in session.Query(SqliteOperationsSql.EventsWithOldAttempts, row => row.GetInt64(0),
                ("$before", Before(attempts)), ("$max", left)))
            {
                session.Execute(SqliteOperationsSql.PurgeAttempts, ("$event", seq));
                left--;
            }
        }

        if (policy.History is { } history && left > 0)
        {
            left -= session.Execute(SqliteOperationsSql.PurgeFigures, ("$before", Before(history)), ("$max", left));
            left -= session.Execute(SqliteOperationsSql.PurgeHours, ("$before", Before(history) - SqliteFigures.Hour), ("$max", left));
            left -= session.Execute(SqliteOperationsSql.PurgeActivity, ("$before", Before(history)), ("$max", left));
        }

        return max - left;

        long Before(TimeSpan age) => database.Now - (long)age.TotalMilliseconds;
    }
}
