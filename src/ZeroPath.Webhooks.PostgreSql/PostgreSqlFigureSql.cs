using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements that count results.</summary>
internal static class PostgreSqlFigureSql
{
    /// <summary>
    /// Counts rows with <c>endpoint_id</c>, <c>number</c>, <c>outcome</c>, <c>state</c> and <c>created_at</c>. In the order of the key, so
    /// that two statements of one node do not wait for each other in a circle.
    /// </summary>
    /// <param name="schema">The schema's name, quoted.</param>
    /// <param name="rows">The rows, named <c>r</c>, with a condition if need be.</param>
    public static string Add(string schema, string rows) => $"""
        INSERT INTO {schema}.figure (endpoint_id, minute, node, attempt_number, outcome, state, latency, count)
        SELECT k.id, date_trunc('minute', now()), @node, least(coalesce(r.number, 0), {AttemptFigures.MaxNumber}),
            coalesce(r.outcome, '{FigureKey.NoOutcome}'), r.state,
            CASE WHEN r.state = 1 AND isfinite(r.created_at)
                THEN floor({ResultCount.ClassesPerDoubling}
                    * ln(greatest(1, extract(epoch FROM now() - r.created_at)::float8 * 1000)) / ln(2::float8))::integer
                ELSE {FigureKey.NoLatency} END,
            count(*)
        FROM {rows} CROSS JOIN LATERAL (VALUES (r.endpoint_id), ('{FigureKey.AllEndpoints}')) k (id)
        WHERE r.number IS NOT NULL OR r.state <> 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (endpoint_id, minute, node, attempt_number, outcome, state, latency)
            DO UPDATE SET count = figure.count + excluded.count
        """;
}
