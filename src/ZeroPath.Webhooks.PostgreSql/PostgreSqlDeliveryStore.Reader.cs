namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<PublishedEvent?> FindEventAsync(string eventId, CancellationToken cancellationToken = default)
    {
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = await connection.EventsAsync(Sql, " WHERE e.id = @id", cancellationToken, ("id", eventId)).ConfigureAwait(false);
        return found is [var (_, @event)] ? @event : null;
    }

    /// <inheritdoc/>
    public async ValueTask<Page<PublishedEvent>> ListEventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new PostgreSqlFilter(filter).Add("e.seq < @before", "before", page.Before).With("size", page.Size + 1);
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return page.PageOf(
            await connection.EventsAsync(Sql, $"{chosen.Where} ORDER BY e.seq DESC LIMIT @size", cancellationToken, chosen.Parameters).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken = default)
    {
        var found = await _database.QueryAsync($"{Sql.Deliveries} WHERE d.id = @id", PostgreSqlRows.Delivery, cancellationToken, ("id", deliveryId))
            .ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    /// <inheritdoc/>
    public async ValueTask<Page<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var chosen = new PostgreSqlFilter(filter).Add("d.seq < @before", "before", page.Before).With("size", page.Size + 1);
        var rows = await _database.QueryAsync(
            $"{Sql.Deliveries}{chosen.Where} ORDER BY d.seq DESC LIMIT @size",
            row => (row.GetInt64(0), PostgreSqlRows.Delivery(row)),
            cancellationToken,
            chosen.Parameters).ConfigureAwait(false);
        return page.PageOf(rows);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(string deliveryId, CancellationToken cancellationToken = default) =>
        await _database.QueryAsync(Sql.Attempts, PostgreSqlRows.Attempt, cancellationToken, ("id", deliveryId)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryStatistics>> GetStatisticsAsync(
        DeliveryFilter filter, TimeSpan stretch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, TimeSpan.FromSeconds(1));
        var chosen = new PostgreSqlFilter(filter).With("stretch", (long)stretch.TotalMilliseconds);
        return await _database.QueryAsync(
            Sql.Statistics.Replace("{0}", chosen.Where, StringComparison.Ordinal),
            row => PostgreSqlRows.Statistics(row, stretch),
            cancellationToken,
            chosen.Parameters).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<QueueDepth> GetQueueDepthAsync(CancellationToken cancellationToken = default) =>
        (await _database.QueryAsync(Sql.QueueDepth, row => new QueueDepth(row.GetInt64(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async ValueTask<TimeSpan?> GetOldestDueAgeAsync(CancellationToken cancellationToken = default)
    {
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var lanes = await LanesAsync(connection, cancellationToken).ConfigureAwait(false);
        return lanes.Min(lane => (TimeSpan?)lane.DueIn) is { } due && due <= TimeSpan.Zero ? -due : null;
    }
}
