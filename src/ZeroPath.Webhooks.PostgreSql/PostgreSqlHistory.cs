using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Events, deliveries, attempts and figures, for people to look at.</summary>
internal sealed class PostgreSqlHistory(PostgreSqlDatabase database, PostgreSqlDeliveries deliveries) : IDeliveryReader
{
    private readonly PostgreSqlHistorySql _sql = new(database.Schema);

    public async ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Page("e.seq", page);
        return await database.PageAsync(
            chosen,
            "event",
            "published_at",
            page,
            (connection, parameters) => connection.EventsAsync(
                _sql, $"{chosen.Where} ORDER BY e.seq DESC LIMIT @size", cancellationToken, parameters),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Page("d.seq", page);
        return await database.PageAsync(
            chosen,
            "delivery",
            "created_at",
            page,
            (connection, parameters) => connection.QueryAsync(
                $"{_sql.Deliveries}{chosen.Where} ORDER BY d.seq DESC LIMIT @size",
                row => (row.GetInt64(0), PostgreSqlRows.Delivery(row)),
                cancellationToken,
                parameters),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken) =>
        await database.QueryAsync(_sql.Attempts, PostgreSqlRows.Attempt, cancellationToken, ("id", deliveryId)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        StatisticsFilter filter, TimeSpan interval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var endpoints = filter.EndpointIds ?? [FigureKey.AllEndpoints];
        var counts = await database.QueryAsync(
            _sql.Figures,
            row => FigureText.Read(row.GetString(0), row.Time(1), row.GetString(2), filter),
            cancellationToken,
            ("endpoints", endpoints.ToArray()),
            ("from", ResultCount.FirstMinute(filter)),
            ("to", filter.To?.ToUniversalTime())).ConfigureAwait(false);
        return ResultCount.Sum(counts.SelectMany(its => its), filter, interval);
    }

    public async ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken) => await database
        .UseAsync(connection => GetQueueDepthAsync(connection, max, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async Task<QueueDepth> GetQueueDepthAsync(NpgsqlConnection connection, int max, CancellationToken cancellationToken)
    {
        var depth = await connection.QueryAsync(
            _sql.QueueDepth, row => (Due: row.GetInt64(0), InFlight: row.GetInt64(1)), cancellationToken, ("max", max))
            .ConfigureAwait(false);
        var next = await deliveries.Lanes.FirstDueAsync(connection, cancellationToken).ConfigureAwait(false);
        return new(depth[0].Due, depth[0].InFlight, next <= TimeSpan.Zero ? -next : null);
    }
}
