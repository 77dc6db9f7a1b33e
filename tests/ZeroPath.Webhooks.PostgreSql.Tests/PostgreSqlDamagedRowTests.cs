using Npgsql;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlDamagedRowTests(PostgreSqlServer server) : DamageSuite
{
    private PostgreSqlHarness Own => (PostgreSqlHarness)Harness;

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));

    protected override async Task<IReadOnlyList<Damage>> DamagesAsync(params string[] tables)
    {
        await Store.NextDueAsync(LeaseRequest.Any, default);
        var columns = await Own.AskAsync<string[]>(
            $"""
            SELECT array_agg(table_name || '.' || column_name || '.' || data_type ORDER BY table_name, ordinal_position)
            FROM information_schema.columns
            WHERE table_schema = '{Own.Schema}' AND table_name IN ({string.Join(',', tables.Select(table => $"'{table}'"))})
            """);
        return
        [
            .. columns.Select(column => column.Split('.'))
                .SelectMany(column => ValuesOf(column[2]).Select(value => new Damage(column[0], column[1], value))),
        ];
    }

    protected override async Task DamageAsync(Damage damage, string id)
    {
        var delivery = $"FROM {Own.Schema}.delivery WHERE id = '{id}'";
        var which = damage.Table switch
        {
            "event" => $"seq = (SELECT event_seq {delivery})",
            "pending" or "attempt" => $"delivery_seq = (SELECT seq {delivery})",
            "health" or "figure" or "figure_hour" => $"endpoint_id = '{id}'",
            _ => $"id = '{id}'",
        };
        try
        {
            await Own.ExecuteAsync($"UPDATE {Own.Schema}.{damage.Table} SET {damage.Column} = {damage.Value} WHERE {which}");
        }
        catch (PostgresException e) when (e.SqlState[..2] is "22" or "23" or "42")
        {
            // What could not be read the database itself refuses.
        }
    }

    protected override Task RemoveAllAsync() => Own.ExecuteAsync($"DELETE FROM {Own.Schema}.resource");

    private static string[] ValuesOf(string type) => type switch
    {
        "bigint" => ["NULL", "0", "-1", "9223372036854775807", "-9223372036854775808"],
        "integer" => ["NULL", "0", "-1", "2147483647", "-2147483648"],
        "smallint" => ["NULL", "0", "1", "-1", "32767"],
        "boolean" => ["NULL", "true", "false"],
        "double precision" => ["NULL", "'NaN'", "'Infinity'", "'-Infinity'", "7"],
        "bytea" => ["NULL", "''", "'\\xff00'"],
        "ARRAY" => ["NULL", "'{}'", "'{NULL}'", "'{{a,b},{c,d}}'"],
        "interval" => ["NULL", "'1 month'", "'178000000 years'", "'-178000000 years'", "'infinity'"],
        "timestamp with time zone" => ["NULL", "'infinity'", "'-infinity'", "'4000-01-01 BC'", "'294276-12-31'"],
        _ => ["NULL", "''", "E'garbage\\n'", "repeat('x', 100000)"],
    };
}
