using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken) =>
        await _database.ExecuteAsync(Sql.AddDisabledNotice, cancellationToken, ("endpoint", endpointId), ("reason", reason)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken)
    {
        using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var token = Guid.NewGuid();

        // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
        var notices = await connection.QueryAsync(
            Sql.LeaseNotice, Notice, CancellationToken.None, ("lease", token), ("length", length), ("max", max)).ConfigureAwait(false);
        if (notices.Count == 0)
        {
            return null;
        }

        var deliveries = await connection.QueryAsync(
            $"{Sql.Deliveries} WHERE d.id = ANY (@ids)",
            PostgreSqlRows.Delivery,
            CancellationToken.None,
            ("ids", NoticeRow.DeliveryIds(notices))).ConfigureAwait(false);
        return NoticeRow.Lease(notices, deliveries, token);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveNoticeAsync(LeasedFailureNotice leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await _database.ExecuteAsync(Sql.RemoveNotice, cancellationToken, ("lease", leased.FencingToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await _database.ExecuteAsync(Sql.PostponeNotice, cancellationToken, ("lease", leased.FencingToken), ("delay", delay)).ConfigureAwait(false);
    }

    private static NoticeRow Notice(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Text(2), row.GetString(3), row.Time(4), row.GetInt32(5));
}
