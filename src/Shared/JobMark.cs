namespace ZeroPath.Webhooks.Shared;

/// <summary>How the jobs of a kind stand, by what is pending and by when the last one was settled.</summary>
internal static class JobMark
{
    /// <summary>More are not counted: that many change by themselves, and nobody waits for them to be counted.</summary>
    private const int MaxPending = 1000;

    /// <summary>
    /// A row of three: how many are pending, a sum that each lease, and each time that one is run again or cancelled, changes, and when the
    /// last one was settled. The indexes have each in its order.
    /// </summary>
    /// <param name="table">The table of jobs.</param>
    /// <param name="isOfOrganization">Whether those of an organization are meant, or all.</param>
    public static string Sql(string table, bool isOfOrganization)
    {
        // Received events are left out of that index: they are many, and the host's.
        const string OfOne = $"organization_id = @organization AND kind = @kind AND kind <> '{JobKinds.Received}'";
        var (pending, order) = isOfOrganization
            ? ($"{OfOne} AND settled_at IS NULL", "settled_at, seq")
            : ("kind = @kind AND state = 0", "handler, due_at, seq");
        var settled = isOfOrganization
            ? $"SELECT max(settled_at) FROM {table} WHERE {OfOne}"
            : $"SELECT max(s.last) FROM ({string.Join(" UNION ALL ", Enumerable.Range(1, 3).Select(SettledIn))}) s";
        return $"""
            SELECT count(*), CAST(coalesce(sum(p.token % 1000000), 0) AS bigint), ({settled})
            FROM (SELECT token FROM {table} WHERE {pending} ORDER BY {order} LIMIT {MaxPending}) p
            """;

        string SettledIn(int state) =>
            $"SELECT max(settled_at) AS last FROM {table} WHERE kind = @kind AND state = {state} AND settled_at IS NOT NULL";
    }
}
