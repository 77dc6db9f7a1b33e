using System.Globalization;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>What people configure, in a PostgreSQL database.</summary>
internal sealed class PostgreSqlResources(PostgreSqlDatabase database, PostgreSqlListener listener) : IResourceStore
{
    private readonly PostgreSqlResourceSql _sql = new(database.Schema);

    public async ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await database.UseAsync(connection => ApplyAsync(connection, edits, origin, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (outcome.Conflict is null)
        {
            listener.AnnounceChange();
        }

        return outcome;
    }

    public async ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken)
    {
        // Before the changes are read: each transaction that has ended by now is seen then.
        var (horizon, next, now) = (await database.QueryAsync(
            _sql.Horizon, row => (row.GetInt64(0), row.GetInt64(1), row.Time(2)),
            cancellationToken).ConfigureAwait(false))[0];
        var current = new ResourceChanges(new ResourceMark(now, horizon, 0, horizon).ToString());
        if (mark is null)
        {
            return current;
        }

        // Where to read on after, and from where once that is through: many changes take several calls, and each may hide what is committed
        // meanwhile, by transactions that had begun before.
        if (ResourceMark.Parse(mark, now) is not { Numbers: [var from, var version, var start] } || from > next || start > next)
        {
            return new(current.Mark) { MustReload = true };
        }

        var changes = await database.QueryAsync(
            _sql.Changes,
            row => (Change: Change(row), Transaction: row.GetInt64(11)),
            cancellationToken,
            ("xact", from.ToString(CultureInfo.InvariantCulture)),
            ("version", version),
            ("max", max)).ConfigureAwait(false);
        var isFirst = version == 0;
        var restart = isFirst ? horizon : start;
        return changes.Count < max
            ? new(new ResourceMark(now, restart, 0, restart).ToString()) { Changes = [.. changes.Select(item => item.Change)] }
            : new(new ResourceMark(now, changes[^1].Transaction, changes[^1].Change.Version, restart).ToString())
            {
                Changes = [.. changes.Select(item => item.Change)],
                HasMore = true,
            };
    }

    public async ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken) =>
        await database.QueryAsync(_sql.Find, Row, cancellationToken, ("kind", (short)kind), ("id", id)).ConfigureAwait(false) is [var row]
            ? row
            : null;

    public async ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        List<(string, object?)> values = [("kind", (short)filter.Kind), ("max", max)];
        Add("organization", filter.OrganizationId);
        Add("parent", filter.ParentId);
        Add("name", after?.Name);
        Add("id", after?.Id);
        return await database.QueryAsync(_sql.List(filter, after), Row, cancellationToken, [.. values]).ConfigureAwait(false);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                values.Add((name, value));
            }
        }
    }

    public async ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqlFilter(filter, PostgreSqlRows.Dialect).Page("seq", page);
        return await database.PageAsync(
            chosen,
            "activity",
            "changed_at",
            page,
            (connection, parameters) => connection.QueryAsync(
                $"{_sql.Activity}{chosen.Where} ORDER BY seq DESC LIMIT @size",
                row => (row.GetInt64(0), Activity(row)),
                cancellationToken,
                parameters),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResourceOutcome> ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var outcome = await ApplyAsync(connection, edits, origin).ConfigureAwait(false);
        if (outcome.Conflict is null)
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return outcome;
    }

    private async Task<ResourceOutcome> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin)
    {
        await connection.QueryAsync(
            _sql.Lock,
            _ => true,
            CancellationToken.None,
            ("kinds", edits.Select(edit => (short)edit.Kind).ToArray()),
            ("ids", edits.Select(edit => edit.Id).ToArray()),
            ("only_required", edits.Select(edit => edit is ResourceEdit.Require).ToArray())).ConfigureAwait(false);
        foreach (var edit in edits.OfType<ResourceEdit.Require>())
        {
            var found = await connection.QueryAsync(_sql.Require, _ => true, CancellationToken.None, Key(edit)).ConfigureAwait(false);
            if (found.Count == 0)
            {
                return new([], edit);
            }
        }

        // Children before their parents, with which they would be gone.
        foreach (var edit in edits.OfType<ResourceEdit.Remove>().OrderByDescending(edit => edit.Kind))
        {
            if (!await RemoveAsync(connection, edit, origin).ConfigureAwait(false))
            {
                return new([], edit);
            }
        }

        var saved = new List<ResourceRow>();
        foreach (var edit in edits.OfType<ResourceEdit.Save>())
        {
            if (await SaveAsync(connection, edit, origin).ConfigureAwait(false) is not { } row)
            {
                return new([], edit);
            }

            saved.Add(row);
        }

        return new(saved, null);
    }

    private async Task<bool> RemoveAsync(NpgsqlConnection connection, ResourceEdit.Remove edit, ChangeOrigin origin)
    {
        (string, object?)[] by = [("owner", edit.Owner), ("door", (short)origin.Door), ("who", origin.Who)];
        if (await connection.ExecuteAsync(_sql.Remove, CancellationToken.None, [.. by, .. Key(edit), ("expected", edit.ExpectedVersion)])
            .ConfigureAwait(false) == 0)
        {
            return false;
        }

        if (edit.Kind == ResourceKind.Endpoint)
        {
            await connection.ExecuteAsync(
                _sql.RemoveChildren, CancellationToken.None, [.. by, ("kind", (short)ResourceKind.Subscription), ("parent", edit.Id)])
                .ConfigureAwait(false);
        }

        await connection.ExecuteAsync(_sql.ForgetRemovals, CancellationToken.None, ("kept", ResourceMark.RemovalsAreKept))
            .ConfigureAwait(false);
        return true;
    }

    private async Task<ResourceRow?> SaveAsync(NpgsqlConnection connection, ResourceEdit.Save edit, ChangeOrigin origin)
    {
        var row = edit.Row;
        (string, object?)[] values =
        [
            .. Key(edit),
            ("name", row.Name),
            ("organization", row.OrganizationId),
            ("owner", edit.Owner),
            ("parent", row.ParentId),
            ("settings", row.Settings),
            ("secrets", row.Secrets),
            ("changes_secrets", edit.ChangesSecrets),
            ("door", (short)origin.Door),
            ("who", origin.Who),
        ];
        var saved = await (edit.ExpectedVersion == 0
            ? connection.QueryAsync(_sql.Add, Saved, CancellationToken.None, values)
            : connection.QueryAsync(
                _sql.Replace, Saved, CancellationToken.None, [.. values, ("expected", edit.ExpectedVersion)])).ConfigureAwait(false);
        return saved is [var (version, changedAt)] ? row with { Version = version, ChangedAt = changedAt, ChangeOrigin = origin } : null;

        static (long Version, DateTimeOffset ChangedAt) Saved(NpgsqlDataReader row) => (row.GetInt64(0), row.Time(1));
    }

    private static (string, object?)[] Key(ResourceEdit edit) => [("kind", (short)edit.Kind), ("id", edit.Id)];

    private static ResourceChange Change(NpgsqlDataReader row) =>
        new((ResourceKind)row.GetInt16(0), row.GetString(1), row.GetInt64(7), row.IsDBNull(2) ? null : Row(row));

    private static ResourceRow Row(NpgsqlDataReader row) => new()
    {
        Kind = (ResourceKind)row.GetInt16(0),
        Id = row.GetString(1),
        Name = row.GetString(2),
        OrganizationId = row.Text(3),
        ParentId = row.Text(4),
        Settings = row.GetString(5),
        Secrets = row.Text(6),
        Version = row.GetInt64(7),
        ChangedAt = row.Time(8),
        ChangeOrigin = new(row.Choice(9, ChangeDoor.Code), row.Text(10)),
    };

    private static ResourceActivity Activity(NpgsqlDataReader row) => new()
    {
        Kind = (ResourceKind)row.GetInt16(1),
        Id = row.GetString(2),
        Name = row.GetString(3),
        OrganizationId = row.Text(4),
        Before = row.Text(5),
        After = row.Text(6),
        ChangesSecrets = row.GetBoolean(7),
        ChangedAt = row.Time(8),
        Origin = new(row.Choice(9, ChangeDoor.Code), row.Text(10)),
    };
}
