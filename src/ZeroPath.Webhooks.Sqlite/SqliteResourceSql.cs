using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteResources"/>.</summary>
internal static class SqliteResourceSql
{
    public const string LastVersion = "SELECT version FROM zeropath_resource_version";

    public const string NextVersion = "UPDATE zeropath_resource_version SET version = version + 1 RETURNING version";

    /// <summary>Where somebody removed the row that has it: the last one that is in use.</summary>
    public const string RestoreVersion = """
        INSERT INTO zeropath_resource_version SELECT coalesce(max(version), 0) FROM (
            SELECT max(version) AS version FROM zeropath_resource UNION ALL SELECT max(version) FROM zeropath_resource_removal)
        """;

    public const string FindVersion = "SELECT version FROM zeropath_resource WHERE kind = $kind AND id = $id";

    public const string Find = $"SELECT {Columns} FROM zeropath_resource WHERE kind = $kind AND id = $id";

    public const string Save = $"""
        INSERT OR REPLACE INTO zeropath_resource ({Columns})
        VALUES ($kind, $id, $name, $organization, $parent, $settings, $secrets, $version, $now, $door, $who)
        """;

    /// <summary>Before the row is saved: its settings until then are still there.</summary>
    public const string AddSaved = $"""
        INSERT INTO zeropath_activity (seq, {ActivityColumns})
        VALUES ($version, $kind, $id, $name, $owner, (SELECT settings FROM zeropath_resource WHERE kind = $kind AND id = $id),
            $settings, $changesSecrets, $now, $door, $who)
        """;

    /// <summary>Before the row is removed.</summary>
    public const string AddRemoved = $"""
        INSERT INTO zeropath_activity (seq, {ActivityColumns})
        SELECT $version, kind, id, name, $owner, settings, NULL, secrets IS NOT NULL, $now, $door, $who
        FROM zeropath_resource WHERE kind = $kind AND id = $id
        """;

    public const string Activity = $"SELECT seq, {ActivityColumns} FROM zeropath_activity";

    private const string ActivityColumns =
        "kind, id, name, organization_id, before, after, changes_secrets, changed_at, changed_through, changed_by";

    public const string Remove = "DELETE FROM zeropath_resource WHERE kind = $kind AND id = $id";

    public const string AddRemoval = "INSERT INTO zeropath_resource_removal VALUES ($version, $kind, $id, $now)";

    public const string ForgetRemovals = "DELETE FROM zeropath_resource_removal WHERE removed_at < $before";

    public const string Children = "SELECT id FROM zeropath_resource WHERE kind = $kind AND parent_id = $parent";

    /// <summary>A removal has no name.</summary>
    public const string Changes = $"""
        SELECT {Columns} FROM zeropath_resource WHERE version > $after
        UNION ALL
        SELECT kind, id, NULL, NULL, NULL, NULL, NULL, version, removed_at, 0, NULL FROM zeropath_resource_removal WHERE version > $after
        ORDER BY version
        """;

    private const string Columns =
        "kind, id, name, organization_id, parent_id, settings, secrets, version, changed_at, changed_through, changed_by";

    public static string List(ResourceFilter filter, ResourcePosition? after) =>
        $"SELECT {Columns} FROM zeropath_resource WHERE kind = $kind"
        + (filter.OrganizationId is null ? "" : " AND organization_id = $organization")
        + (filter.ParentId is null ? "" : " AND parent_id = $parent")
        + (after is null ? "" : " AND (name, id) > ($name, $id)")
        + " ORDER BY name, id";
}
