using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Inbound triggers.</summary>
internal sealed class SqliteTriggers(SqliteDatabase database) : IInboundTriggerStore
{
    /// <inheritdoc/>
    public ValueTask<InboundTrigger?> FindTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => database.ReadAsync(
        session => session.Query($"{SqliteTriggerSql.InboundTriggers} WHERE id = $id", Trigger, ("$id", triggerId)) is [var trigger] ? trigger : null,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<InboundTrigger>> ListTriggersAsync(
        string? organizationId, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        return database.ReadAsync(
            session => page.PageOf(session.Query(
                $"{SqliteTriggerSql.InboundTriggers} WHERE seq < $before AND ($organization IS NULL OR organization_id = $organization) ORDER BY seq DESC LIMIT $size",
                row => (row.GetInt64(0), Trigger(row)),
                ("$before", page.Before),
                ("$organization", organizationId),
                ("$size", page.Size + 1))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<InboundTrigger?> TrySaveTriggerAsync(InboundTrigger trigger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var saved = trigger with { Version = trigger.Version + 1, UnreadableReason = null };
        (string, object?)[] values = [("$id", trigger.Id), ("$organization", trigger.OrganizationId), ("$document", InboundTriggerJson.Write(saved))];
        var count = await database.WriteAsync(
            session => trigger.Version == 0
                ? session.Execute(SqliteTriggerSql.AddInboundTrigger, values)
                : session.Execute(SqliteTriggerSql.ReplaceInboundTrigger, [.. values, ("$version", trigger.Version)]),
            cancellationToken).ConfigureAwait(false);
        return count == 1 ? saved : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(session => session.Execute(SqliteTriggerSql.RemoveInboundTrigger, ("$id", triggerId)), cancellationToken).ConfigureAwait(false) == 1;

    private static InboundTrigger Trigger(SqliteDataReader row) =>
        InboundTriggerJson.Read(row.GetString(1), row.Text(2), row.GetInt64(3), row.GetString(4));
}
