using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Finds how long the rows of endpoints that are ordered are blocked. Who is not ordered has no row, and nothing is asked of it.
/// </summary>
internal static class PostgreSqlOrder
{
    /// <summary>The lanes as they are open, those of ordered endpoints with their rows.</summary>
    public static async Task<IReadOnlyList<QueueHead>> OpenAsync(
        NpgsqlConnection connection,
        PostgreSqlOrderSql sql,
        IReadOnlyList<QueueHead> lanes,
        LeaseRequest request,
        CancellationToken cancellationToken)
    {
        string[] ordered = [.. lanes.Select(lane => lane.EndpointId).Distinct().Where(id => request.RoomFor(id).IsOrdered)];
        if (ordered.Length == 0)
        {
            return lanes;
        }

        var blocked = await connection.QueryAsync(
            sql.Look,
            row => (Id: row.GetString(0), For: row.IsDBNull(1) ? (TimeSpan?)null : row.GetTimeSpan(1)),
            cancellationToken,
            ("endpoints", ordered),
            ("length", request.Length)).ConfigureAwait(false);
        var rows = blocked.ToDictionary(row => row.Id, row => row.For);
        return [.. lanes.Select(lane => lane with { BlockedFor = rows.GetValueOrDefault(lane.EndpointId) })];
    }
}
