using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Events, deliveries and attempts, to be looked at.</summary>
internal sealed class SqliteHistory(SqliteDatabase database) : IDeliveryReader
{
    /// <inheritdoc/>
    public ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).Page("e.seq", page);
        return database.ReadAsync(
            session => SqliteRows.Page(session, chosen, "zeropath_event", "published_at", page, parameters => SqliteRows.Events(
                session, $"{SqliteHistorySql.Events}{chosen.Where} ORDER BY e.seq DESC LIMIT @size", parameters)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).Page("d.seq", page);
        return database.ReadAsync(
            session => SqliteRows.Page(session, chosen, "zeropath_delivery", "created_at", page, parameters => session.Query(
                $"{SqliteHistorySql.Deliveries}{chosen.Where} ORDER BY d.seq DESC LIMIT @size",
                row => (row.GetInt64(0), SqliteRows.Delivery(row)),
                parameters)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DeliveryAttempt>>(
            session => session.Query(SqliteHistorySql.Attempts, SqliteRows.Attempt, ("$id", deliveryId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        StatisticsFilter filter, TimeSpan interval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var from = ResultCount.FirstMinute(filter)?.ToUnixTimeMilliseconds();
        return database.ReadAsync(
            session => ResultCount.Sum(
                session.Query(
                    SqliteHistorySql.Figures,
                    row => FigureText.Read(row.GetString(0), row.Time(1), row.GetString(2), filter),
                    ("$endpoints", SqliteRows.Join(filter.EndpointIds ?? [FigureKey.AllEndpoints])),
                    ("$after", from - SqliteFigures.Hour ?? long.MinValue),
                    ("$from", from ?? long.MinValue),
                    ("$to", filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue)).SelectMany(counts => counts),
                filter,
                interval),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken) => database.ReadAsync(
        session =>
        {
            var now = database.Due;
            var (due, inFlight) = session.Query(
                SqliteHistorySql.QueueDepth, row => (row.GetInt64(0), row.GetInt64(1)), ("$now", now), ("$max", max))[0];
            var next = SqliteLeases.FirstDue(session, now);
            return new QueueDepth(due, inFlight, next <= TimeSpan.Zero ? -next : null);
        },
        cancellationToken);
}
