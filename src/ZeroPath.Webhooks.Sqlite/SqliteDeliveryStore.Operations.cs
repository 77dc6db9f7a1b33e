namespace ZeroPath.Webhooks.Sqlite;

public sealed partial class SqliteDeliveryStore
{
    /// <inheritdoc/>
    public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var chosen = new SqliteFilter(filter).And("d.state <> 0 AND e.body IS NOT NULL").With("$now", Now);
        return ChangeAsync(SqliteSql.Redeliver, chosen, max, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var chosen = new SqliteFilter(filter).And("d.state = 0").With("$now", Now).With("$reason", reason);
        return ChangeAsync(SqliteSql.Cancel, chosen, max, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await _writer.RunAsync(session => SqliteEventWriter.Add(session, deliveries, Now), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return await _writer.RunAsync(session => Purge(session, policy, max), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> ChangeAsync(string sql, SqliteFilter chosen, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        var statement = sql.Replace("{0}", SqliteSql.ChosenDeliveries + chosen.Where, StringComparison.Ordinal);
        var parameters = chosen.With("$max", max).Parameters;
        return await _writer.RunAsync(session => session.Execute(statement, parameters), cancellationToken).ConfigureAwait(false);
    }

    private int Purge(SqliteSession session, RetentionPolicy policy, int max)
    {
        var left = max;
        if (policy.Events is { } events)
        {
            left -= session.Execute(SqliteSql.PurgeEvents, ("$before", Before(events)), ("$max", left));
        }

        if (policy.Payloads is { } payloads && left > 0)
        {
            left -= session.Execute(SqliteSql.PurgePayloads, ("$before", Before(payloads)), ("$max", left));
        }

        if (policy.Attempts is { } attempts && left > 0)
        {
            foreach (var seq in session.Query(SqliteSql.EventsWithOldAttempts, row => row.GetInt64(0), ("$before", Before(attempts)), ("$max", left)))
            {
                session.Execute(SqliteSql.PurgeAttempts, ("$event", seq));
                left--;
            }
        }

        return max - left;

        long Before(TimeSpan age) => Now - (long)age.TotalMilliseconds;
    }
}
