using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Add("e.seq < @before", "before", page.Before).With("size", page.Size + 1);
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return page.PageOf(
            await connection.EventsAsync(Sql, $"{chosen.Where} ORDER BY e.seq DESC LIMIT @size", cancellationToken, chosen.Parameters).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Add("d.seq < @before", "before", page.Before).With("size", page.Size + 1);
        var rows = await _database.QueryAsync(
            $"{Sql.Deliveries}{chosen.Where} ORDER BY d.seq DESC LIMIT @size",
            row => (row.GetInt64(0), PostgreSqlRows.Delivery(row)),
            cancellationToken,
            chosen.Parameters).ConfigureAwait(false);
        return page.PageOf(rows);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken) =>
        await _database.QueryAsync(Sql.Attempts, PostgreSqlRows.Attempt, cancellationToken, ("id", deliveryId)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, TimeSpan.FromSeconds(1));
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).With("stretch", (long)stretch.TotalMilliseconds);
        return await _database.QueryAsync(
            Sql.Statistics.Replace("{0}", chosen.Where, StringComparison.Ordinal),
            row => PostgreSqlRows.Statistics(row, stretch),
            cancellationToken,
            chosen.Parameters).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<QueueDepth> GetQueueDepthAsync(int max, CancellationToken cancellationToken)
    {
        var depth = await _database.QueryAsync(Sql.QueueDepth, row => (Due: row.GetInt64(0), InFlight: row.GetInt64(1)), cancellationToken, ("max", max))
            .ConfigureAwait(false);
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var next = (await LanesAsync(connection, cancellationToken).ConfigureAwait(false)).Min(lane => (TimeSpan?)lane.DueIn);
        return new(depth[0].Due, depth[0].InFlight, next <= TimeSpan.Zero ? -next : null);
    }
}
