using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements of <see cref="PostgreSqlResources"/>.</summary>
/// <param name="schema">The schema's name, quoted.</param>
internal sealed class PostgreSqlResourceSql(string schema)
{
    private const string Columns =
        "kind, id, name, organization_id, parent_id, settings, secrets, version, changed_at, changed_through, changed_by";

    private const string ActivityColumns =
        "kind, id, name, organization_id, before, after, changes_secrets, changed_at, changed_through, changed_by";

    /// <summary>
    /// Locks what is edited until the transaction ends, in one order, so that nobody waits for each other; also rows that are not there.
    /// Whoever comes next gets a higher version. What is only required is shared.
    /// </summary>
    public string Lock { get; } = $"""
        SELECT CASE WHEN k.only_required THEN pg_advisory_xact_lock_shared(k.key) ELSE pg_advisory_xact_lock(k.key) END
        FROM (
            SELECT hashtextextended('{schema}.' || r.kind || '.' || r.id, 0) AS key, r.only_required
            FROM unnest(@kinds, @ids, @only_required) AS r (kind, id, only_required) ORDER BY 1) AS k
        """;

    public string Require { get; } = $"SELECT 1 FROM {schema}.resource WHERE kind = @kind AND id = @id";

    public string Add { get; } = Kept(schema, $"""
        INSERT INTO {schema}.resource ({Columns})
        VALUES (@kind, @id, @name, @organization, @parent, @settings, @secrets, nextval('{schema}.resource_version'), now(), @door, @who)
        ON CONFLICT DO NOTHING
        RETURNING version, changed_at
        """);

    public string Replace { get; } = Kept(schema, $"""
        UPDATE {schema}.resource SET name = @name, organization_id = @organization, parent_id = @parent, settings = @settings,
            secrets = @secrets,
            version = nextval('{schema}.resource_version'), changed_at = now(), changed_through = @door, changed_by = @who,
            xact = pg_current_xact_id()
        WHERE kind = @kind AND id = @id AND version = @expected
        RETURNING version, changed_at
        """);

    public string Remove { get; } =
        Removed(schema, $"DELETE FROM {schema}.resource WHERE kind = @kind AND id = @id AND version = @expected RETURNING *");

    /// <summary>After the parent, whose lock keeps others from adding some.</summary>
    public string RemoveChildren { get; } =
        Removed(schema, $"DELETE FROM {schema}.resource WHERE kind = @kind AND parent_id = @parent RETURNING *");

    public string Activity { get; } = $"SELECT seq, {ActivityColumns} FROM {schema}.activity";

    public string ForgetRemovals { get; } = $"DELETE FROM {schema}.resource_removal WHERE removed_at < now() - @kept";

    public string Find { get; } = $"SELECT {Columns} FROM {schema}.resource WHERE kind = @kind AND id = @id";

    /// <summary>Up to which transaction all have ended, and which is the next one.</summary>
    public string Horizon { get; } = """
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint, now()
        """;

    /// <summary>
    /// The changes from a transaction on, each with its transaction. Those of transactions that have not begun are of a backup from
    /// elsewhere: a reader has loaded them. A removal has no name.
    /// </summary>
    public string Changes { get; } = $"""
        SELECT * FROM (
            (SELECT {Columns}, xact::text::bigint AS number FROM {schema}.resource
            WHERE (xact, version) > (@xact::text::xid8, @version) AND xact < pg_snapshot_xmax(pg_current_snapshot())
            ORDER BY xact, version LIMIT @max)
            UNION ALL
            (SELECT kind, id, NULL, NULL, NULL, NULL, NULL, version, removed_at, 0, NULL, xact::text::bigint FROM {schema}.resource_removal
            WHERE (xact, version) > (@xact::text::xid8, @version) AND xact < pg_snapshot_xmax(pg_current_snapshot())
            ORDER BY xact, version LIMIT @max)) AS c
        ORDER BY number, version LIMIT @max
        """;

    public string List(ResourceFilter filter, ResourcePosition? after) =>
        $"SELECT {Columns} FROM {schema}.resource WHERE kind = @kind"
        + (filter.OrganizationId is null ? "" : " AND organization_id = @organization")
        + (filter.ParentId is null ? "" : " AND parent_id = @parent")
        + (after is null ? "" : " AND (name, id) > (@name, @id)")
        + " ORDER BY name, id LIMIT @max";

    /// <summary>Keeps what the change did. The settings until then are those that the statement saw as it began.</summary>
    private static string Kept(string schema, string save) => $"""
        WITH saved AS ({save})
        INSERT INTO {schema}.activity (seq, {ActivityColumns})
        SELECT version, @kind, @id, @name, @owner, (SELECT settings FROM {schema}.resource WHERE kind = @kind AND id = @id),
            @settings, @changes_secrets, changed_at, @door, @who
        FROM saved
        RETURNING seq, changed_at
        """;

    private static string Removed(string schema, string remove) => $"""
        WITH removed AS ({remove}),
        removal AS (INSERT INTO {schema}.resource_removal (kind, id) SELECT kind, id FROM removed RETURNING version, kind, id)
        INSERT INTO {schema}.activity (seq, {ActivityColumns})
        SELECT l.version, r.kind, r.id, r.name, @owner, r.settings, NULL, r.secrets IS NOT NULL, now(), @door, @who
        FROM removed r JOIN removal l ON l.kind = r.kind AND l.id = r.id
        """;
}
