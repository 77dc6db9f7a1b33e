namespace ZeroPath.Webhooks.Sqlite;

public sealed partial class SqliteDeliveryStore
{
    /// <inheritdoc/>
    public ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqliteFilter(filter).Add("e.seq < $before", "$before", page.Before).With("$size", page.Size + 1);
        return ReadAsync(
            session => page.PageOf(SqliteRows.Events(session, $"{SqliteSql.Events}{chosen.Where} ORDER BY e.seq DESC LIMIT $size", chosen.Parameters)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqliteFilter(filter).Add("d.seq < $before", "$before", page.Before).With("$size", page.Size + 1);
        return ReadAsync(
            session => page.PageOf(session.Query(
                $"{SqliteSql.Deliveries}{chosen.Where} ORDER BY d.seq DESC LIMIT $size",
                row => (row.GetInt64(0), SqliteRows.Delivery(row)),
                chosen.Parameters)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<DeliveryAttempt>>(
            session => session.Query(SqliteSql.Attempts, SqliteRows.Attempt, ("$id", deliveryId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, TimeSpan.FromSeconds(1));
        var milliseconds = (long)stretch.TotalMilliseconds;
        var chosen = new SqliteFilter(filter).With("$stretch", milliseconds);
        var sql = SqliteSql.Statistics.Replace("{0}", SqliteSql.StatisticsOf + chosen.Where, StringComparison.Ordinal);
        return ReadAsync<IReadOnlyList<DeliveryStatistics>>(
            session => session.Query(sql, row => SqliteRows.Statistics(row, milliseconds), chosen.Parameters), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            var now = Now;
            var (due, inFlight) = session.Query(SqliteSql.QueueDepth, row => (row.GetInt64(0), row.GetInt64(1)), ("$now", now), ("$max", max))[0];
            var next = Lanes(session, now).Min(lane => (TimeSpan?)lane.DueIn);
            return new QueueDepth(due, inFlight, next <= TimeSpan.Zero ? -next : null);
        },
        cancellationToken);
}
