using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

public sealed partial class PostgreSqlDeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<InboundTrigger?> FindTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        await _database.QueryAsync($"{Sql.InboundTriggers} WHERE id = @id", Trigger, cancellationToken, ("id", triggerId)).ConfigureAwait(false)
            is [var trigger]
            ? trigger
            : null;

    /// <inheritdoc/>
    public async ValueTask<Page<InboundTrigger>> ListTriggersAsync(
        string? organizationId, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PageOf(await _database.QueryAsync(
            $"{Sql.InboundTriggers} WHERE seq < @before AND (@organization::text IS NULL OR organization_id = @organization::text) ORDER BY seq DESC LIMIT @size",
            row => (row.GetInt64(0), Trigger(row)),
            cancellationToken,
            ("before", page.Before),
            ("organization", organizationId),
            ("size", page.Size + 1)).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<InboundTrigger?> TrySaveTriggerAsync(InboundTrigger trigger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var saved = trigger with { Version = trigger.Version + 1, UnreadableReason = null };
        (string, object?)[] values = [("id", trigger.Id), ("organization", trigger.OrganizationId), ("document", InboundTriggerJson.Write(saved))];
        var count = trigger.Version == 0
            ? await _database.ExecuteAsync(Sql.AddInboundTrigger, cancellationToken, values).ConfigureAwait(false)
            : await _database.ExecuteAsync(Sql.ReplaceInboundTrigger, cancellationToken, [.. values, ("version", trigger.Version)]).ConfigureAwait(false);
        return count == 1 ? saved : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        await _database.ExecuteAsync(Sql.RemoveInboundTrigger, cancellationToken, ("id", triggerId)).ConfigureAwait(false) == 1;

    private static InboundTrigger Trigger(NpgsqlDataReader row) =>
        InboundTriggerJson.Read(row.GetString(1), row.Text(2), row.GetInt64(3), row.GetString(4));
}
