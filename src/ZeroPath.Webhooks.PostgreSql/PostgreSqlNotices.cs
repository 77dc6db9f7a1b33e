using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>What the host is still to be told.</summary>
internal sealed class PostgreSqlNotices(PostgreSqlDatabase database) : IFailureNoticeStore
{
    private readonly PostgreSqlNoticeSql _sql = new(database.Schema);
    private readonly PostgreSqlHistorySql _history = new(database.Schema);

    public async ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(_sql.AddDisabledNotice, cancellationToken, ("endpoint", endpointId), ("reason", reason))
            .ConfigureAwait(false);

    public async ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken)
    {
        using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var token = Guid.NewGuid();

        // Not cancelled half-way: what was leased and never heard of would wait for the lease to run out.
        var notices = await connection.QueryAsync(
            _sql.LeaseNotice, Notice, CancellationToken.None, ("lease", token), ("length", length), ("max", max)).ConfigureAwait(false);
        if (notices.Count == 0)
        {
            return null;
        }

        var deliveries = await connection.QueryAsync(
            $"{_history.Deliveries} WHERE d.id = ANY (@ids)",
            PostgreSqlRows.Delivery,
            CancellationToken.None,
            ("ids", NoticeRow.DeliveryIds(notices))).ConfigureAwait(false);
        return NoticeRow.Lease(notices, deliveries, token);
    }

    public async ValueTask RemoveNoticeAsync(LeasedFailureNotice leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await database.ExecuteAsync(_sql.RemoveNotice, cancellationToken, ("lease", leased.FencingToken)).ConfigureAwait(false);
    }

    public async ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await database.ExecuteAsync(_sql.PostponeNotice, cancellationToken, ("lease", leased.FencingToken), ("delay", delay))
            .ConfigureAwait(false);
    }

    private static NoticeRow Notice(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Text(2), row.GetString(3), row.Time(4), row.GetInt32(5));
}
