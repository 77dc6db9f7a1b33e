using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>What people configure, in a SQLite file.</summary>
internal sealed class SqliteResources(SqliteDatabase database) : IResourceStore
{
    public async ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        IReadOnlyList<ResourceEdit> page = [.. edits];
        return await database.WriteAsync(session => Apply(session, page, origin, SqliteRows.Time(database.Now)), cancellationToken)
            .ConfigureAwait(false);
    }

    public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadChanges(session, mark, max, SqliteRows.Time(database.Now)), cancellationToken);

    public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Query(SqliteResourceSql.Find, Row, ("$kind", (int)kind), ("$id", id)) is [var row]
            ? row
            : null, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        List<(string, object?)> values = [("$kind", (int)filter.Kind)];
        Add("$organization", filter.OrganizationId);
        Add("$parent", filter.ParentId);
        Add("$name", after?.Name);
        Add("$id", after?.Id);
        (string, object?)[] parameters = [.. values];
        return database.ReadAsync<IReadOnlyList<ResourceRow>>(
            session => session.QueryFirst(max, SqliteResourceSql.List(filter, after), Row, parameters), cancellationToken);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                values.Add((name, value));
            }
        }
    }

    /// <summary>The number of the last change.</summary>
    public static long LastVersion(SqliteSession session) =>
        session.Query(SqliteResourceSql.LastVersion, row => row.GetInt64(0)) is [var version] ? version : 0;

    public ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var chosen = new SqlFilter(filter, SqliteRows.Dialect).Page("seq", page);
        return database.ReadAsync(
            session => SqliteRows.Page(session, chosen, "zeropath_activity", "changed_at", page, parameters => session.Query(
                $"{SqliteResourceSql.Activity}{chosen.Where} ORDER BY seq DESC LIMIT @size",
                row => (row.GetInt64(0), Activity(row)),
                parameters)),
            cancellationToken);
    }

    // All is looked at before anything is written: others may share the transaction.
    private static ResourceOutcome Apply(SqliteSession session, IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, DateTimeOffset now)
    {
        if (edits.FirstOrDefault(edit => Conflicts(session, edit)) is { } conflict)
        {
            return new([], conflict);
        }

        session.Execute(SqliteResourceSql.ForgetRemovals, ("$before", (now - ResourceMark.RemovalsAreKept).ToUnixTimeMilliseconds()));
        foreach (var edit in edits.OfType<ResourceEdit.Remove>())
        {
            Remove(session, edit.Kind, edit.Id, edit.Owner, origin, now);
        }

        return new([.. edits.OfType<ResourceEdit.Save>().Select(edit => Save(session, edit, origin, now))], null);
    }

    private static bool Conflicts(SqliteSession session, ResourceEdit edit)
    {
        long? version = session.Query(
            SqliteResourceSql.FindVersion, row => row.GetInt64(0), ("$kind", (int)edit.Kind), ("$id", edit.Id)) is [var found]
            ? found
            : null;
        return edit switch
        {
            ResourceEdit.Save save => (version ?? 0) != save.ExpectedVersion,
            ResourceEdit.Remove remove => version != remove.ExpectedVersion,
            _ => version is null,
        };
    }

    private static ResourceRow Save(SqliteSession session, ResourceEdit.Save edit, ChangeOrigin origin, DateTimeOffset now)
    {
        var row = edit.Row;
        var version = NextVersion(session);
        (string, object?)[] values =
        [
            ("$kind", (int)row.Kind),
            ("$id", row.Id),
            ("$name", row.Name),
            ("$settings", row.Settings),
            ("$version", version),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$door", (int)origin.Door),
            ("$who", origin.Who),
        ];
        session.Execute(
            SqliteResourceSql.AddSaved, [.. values, ("$owner", edit.Owner), ("$changesSecrets", edit.ChangesSecrets ? 1 : 0)]);
        session.Execute(
            SqliteResourceSql.Save,
            [.. values, ("$organization", row.OrganizationId), ("$parent", row.ParentId), ("$secrets", row.Secrets)]);
        return row with { Version = version, ChangedAt = SqliteRows.Time(now.ToUnixTimeMilliseconds()), ChangeOrigin = origin };
    }

    private static void Remove(
        SqliteSession session, ResourceKind kind, string id, string? owner, ChangeOrigin origin, DateTimeOffset now)
    {
        // It may have gone with its parent.
        if (session.Query(SqliteResourceSql.FindVersion, row => row.GetInt64(0), ("$kind", (int)kind), ("$id", id)).Count == 0)
        {
            return;
        }

        (string, object?)[] values =
        [
            ("$version", NextVersion(session)), ("$kind", (int)kind), ("$id", id), ("$now", now.ToUnixTimeMilliseconds()),
        ];
        session.Execute(
            SqliteResourceSql.AddRemoved, [.. values, ("$owner", owner), ("$door", (int)origin.Door), ("$who", origin.Who)]);
        session.Execute(SqliteResourceSql.Remove, ("$kind", (int)kind), ("$id", id));
        session.Execute(SqliteResourceSql.AddRemoval, values);
        if (kind == ResourceKind.Endpoint)
        {
            session.Query(SqliteResourceSql.Children, row => row.GetString(0), ("$kind", (int)ResourceKind.Subscription), ("$parent", id))
                .ForEach(child => Remove(session, ResourceKind.Subscription, child, owner, origin, now));
        }
    }

    private static long NextVersion(SqliteSession session)
    {
        if (Next() is [var next])
        {
            return next;
        }

        session.Execute(SqliteResourceSql.RestoreVersion);
        return Next()[0];

        List<long> Next() => session.Query(SqliteResourceSql.NextVersion, row => row.GetInt64(0));
    }

    private static ResourceChanges ReadChanges(SqliteSession session, string? mark, int max, DateTimeOffset now)
    {
        var last = LastVersion(session);
        var current = new ResourceChanges(new ResourceMark(now, last).ToString());
        if (mark is null)
        {
            return current;
        }

        if (ResourceMark.Parse(mark, now) is not { Numbers: [var known] } || known > last)
        {
            return new(current.Mark) { MustReload = true };
        }

        // Most often nothing has changed.
        var changes = known == last ? [] : session.QueryFirst(max + 1, SqliteResourceSql.Changes, Change, ("$after", known));
        return changes.Count <= max
            ? new(current.Mark) { Changes = changes }
            : new(new ResourceMark(now, changes[max - 1].Version).ToString()) { Changes = changes[..max], HasMore = true };
    }

    private static ResourceChange Change(SqliteDataReader row) =>
        new((ResourceKind)row.Int(0), row.GetString(1), row.GetInt64(7), row.IsDBNull(2) ? null : Row(row));

    private static ResourceRow Row(SqliteDataReader row) => new()
    {
        Kind = (ResourceKind)row.Int(0),
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

    private static ResourceActivity Activity(SqliteDataReader row) => new()
    {
        Kind = (ResourceKind)row.Int(1),
        Id = row.GetString(2),
        Name = row.GetString(3),
        OrganizationId = row.Text(4),
        Before = row.Text(5),
        After = row.Text(6),
        ChangesSecrets = row.Int(7) != 0,
        ChangedAt = row.Time(8),
        Origin = new(row.Choice(9, ChangeDoor.Code), row.Text(10)),
    };
}
