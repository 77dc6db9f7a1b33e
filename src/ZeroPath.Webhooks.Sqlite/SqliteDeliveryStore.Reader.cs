namespace ZeroPath.Webhooks.Sqlite;

public sealed partial class SqliteDeliveryStore
{
    /// <inheritdoc/>
    public ValueTask<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default) =>
        ReadAsync(session => SqliteRows.FindEvent(session, eventId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        var chosen = new SqliteFilter(filter).Add("e.seq < $before", "$before", page.Before).With("$size", page.Size + 1);
        return ReadAsync(
            session => page.PageOf(SqliteRows.Events(session, $"{SqliteSql.Events}{chosen.Where} ORDER BY e.seq DESC LIMIT $size", chosen.Parameters)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default) => ReadAsync(
        session => session.Query($"{SqliteSql.Deliveries} WHERE d.id = $id", SqliteRows.Delivery, ("$id", deliveryId)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken = default)
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
    public ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DeliveryAttempt>>(
            session => session.Query(SqliteSql.Attempts, SqliteRows.Attempt, ("$id", deliveryId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, TimeSpan.FromSeconds(1));
        var milliseconds = (long)stretch.TotalMilliseconds;
        var chosen = new SqliteFilter(filter).With("$stretch", milliseconds);
        var sql = SqliteSql.Statistics.Replace("{0}", SqliteSql.StatisticsOf + chosen.Where, StringComparison.Ordinal);
        return ReadAsync<IReadOnlyList<DeliveryStatistics>>(
            session => session.Query(sql, row => SqliteRows.Statistics(row, milliseconds), chosen.Parameters), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(CancellationToken cancellationToken = default) => ReadAsync(
        session => session.Query(SqliteSql.QueueDepth, row => new QueueDepth(row.GetInt64(0), row.GetInt64(1)), ("$now", Now))[0], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> GetOldestDueAgeAsync(CancellationToken cancellationToken = default) => ReadAsync(
        session => Lanes(session, Now).Min(lane => (TimeSpan?)lane.DueIn) is { } due && due <= TimeSpan.Zero ? -due : (TimeSpan?)null,
        cancellationToken);
}
