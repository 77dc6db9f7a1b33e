using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>What the host is still to be told.</summary>
internal sealed class SqliteNotices(SqliteDatabase database) : IFailureNoticeStore
{
    /// <inheritdoc/>
    public async ValueTask AddDisabledEndpointAsync(string endpointId, string reason, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => session.Execute(SqliteNoticeSql.AddDisabledNotice, ("$endpoint", endpointId), ("$reason", reason), ("$now", database.Now)), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<LeasedFailureNotice?> LeaseNoticeAsync(int max, TimeSpan length, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => LeaseNotice(session, max, length), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RemoveNoticeAsync(LeasedFailureNotice leased, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await database.WriteAsync(session => session.Execute(SqliteNoticeSql.RemoveNotice, ("$lease", Text(leased.FencingToken))), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PostponeNoticeAsync(LeasedFailureNotice leased, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        await database.WriteAsync(
            session => session.Execute(
                SqliteNoticeSql.PostponeNotice, ("$due", database.Now + (long)Math.Ceiling(delay.TotalMilliseconds)), ("$lease", Text(leased.FencingToken))),
            cancellationToken).ConfigureAwait(false);
    }

    private static string Text(Guid token) => token.ToString("N");

    private LeasedFailureNotice? LeaseNotice(SqliteSession session, int max, TimeSpan length)
    {
        var (now, token) = (database.Now, Guid.NewGuid());
        var notices = session.Query(
            SqliteNoticeSql.LeaseNotice,
            Notice,
            ("$lease", Text(token)),
            ("$until", now + (long)length.TotalMilliseconds),
            ("$now", now),
            ("$max", max));
        if (notices.Count == 0)
        {
            return null;
        }

        var ids = SqliteRows.Join(NoticeRow.DeliveryIds(notices));
        return NoticeRow.Lease(notices, session.Query(SqliteNoticeSql.FailedDeliveries, SqliteRows.Delivery, ("$ids", ids)), token);
    }

    private static NoticeRow Notice(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Text(2), row.GetString(3), row.Time(4), row.Int(5));
}
