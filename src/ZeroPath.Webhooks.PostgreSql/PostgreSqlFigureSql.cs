using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The statements that count results, and merge what was counted.</summary>
internal static class PostgreSqlFigureSql
{
    /// <summary>
    /// Counts rows with <c>endpoint_id</c>, <c>number</c>, <c>outcome</c>, <c>state</c> and <c>created_at</c>. In the order of the key, so
    /// that two statements of one node do not wait for each other in a circle.
    /// </summary>
    /// <param name="schema">The schema's name, quoted.</param>
    /// <param name="rows">The rows, named <c>r</c>.</param>
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
        GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (endpoint_id, minute, node, attempt_number, outcome, state, latency)
            DO UPDATE SET count = figure.count + excluded.count
        """;

    /// <summary>Counts the rows of <c>held</c> that an operator has changed.</summary>
    /// <param name="schema">The schema's name, quoted.</param>
    /// <param name="state">What they were changed to.</param>
    public static string AddChanged(string schema, DeliveryState state) => Add(schema, $"""
        (SELECT endpoint_id, NULL::integer AS number, NULL::text AS outcome, {(int)state} AS state, NULL::timestamptz AS created_at
            FROM held) r
        """);

    /// <summary>
    /// Merges the oldest hour of some endpoints, as <see cref="FigureText"/> reads it. What another node is merging is left to it. In the
    /// order of the key, so that two nodes do not wait for each other in a circle.
    /// </summary>
    /// <param name="schema">The schema's name, quoted.</param>
    public static string Merge(string schema) => $"""
        WITH oldest AS MATERIALIZED (
            SELECT min(minute) AS minute FROM {schema}.figure
            WHERE minute > '-infinity' AND minute < date_trunc('hour', now() - interval '1 hour', 'UTC')),
        taken AS (
            DELETE FROM {schema}.figure WHERE ctid = ANY (ARRAY(
                SELECT f.ctid FROM oldest o
                CROSS JOIN LATERAL (SELECT DISTINCT endpoint_id FROM {schema}.figure WHERE minute = o.minute LIMIT @max) e
                CROSS JOIN LATERAL (
                    SELECT ctid FROM {schema}.figure f WHERE f.endpoint_id = e.endpoint_id
                        AND f.minute >= o.minute AND f.minute < date_trunc('hour', o.minute, 'UTC') + interval '1 hour'
                    FOR UPDATE SKIP LOCKED) f
                LIMIT @max))
            RETURNING *),
        merged AS (
            SELECT endpoint_id, date_trunc('hour', minute, 'UTC') AS hour, attempt_number, outcome, state, latency, sum(count) AS count,
                extract(minute FROM minute AT TIME ZONE 'UTC')::integer / {FigureText.MergedMinutes} * {FigureText.MergedMinutes} AS minutes
            FROM taken GROUP BY 1, 2, 3, 4, 5, 6, 8),
        added AS (
            INSERT INTO {schema}.figure_hour (endpoint_id, hour, counts)
            SELECT endpoint_id, hour, string_agg(
                minutes || ' ' || attempt_number || ' ' || outcome || ' ' || state || ' ' || latency || ' ' || count, ';')
            FROM merged GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (endpoint_id, hour) DO UPDATE SET counts = figure_hour.counts || ';' || excluded.counts)
        SELECT count(*) FROM taken
        """;
}
