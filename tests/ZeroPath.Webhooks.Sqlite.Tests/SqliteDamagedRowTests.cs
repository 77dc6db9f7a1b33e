using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteDamagedRowTests : DamageSuite
{
    private SqliteHarness Own => (SqliteHarness)Harness;

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());

    protected override async Task<IReadOnlyList<Damage>> DamagesAsync(params string[] tables)
    {
        await Store.NextDueAsync(LeaseRequest.Any, default);
        return
        [
            .. tables.SelectMany(table => Own.Query($"SELECT name, type FROM pragma_table_info('zeropath_{table}')")
                .SelectMany(column => ValuesOf(column[1]).Select(value => new Damage(table, column[0], value)))),
        ];
    }

    protected override Task DamageAsync(Damage damage, string id)
    {
        var which = damage.Table switch
        {
            "event" => $"seq = (SELECT event_seq FROM zeropath_delivery WHERE id = '{id}')",
            "attempt" => $"delivery_seq = (SELECT seq FROM zeropath_delivery WHERE id = '{id}')",
            "health" or "figure" or "figure_hour" => $"endpoint_id = '{id}'",
            _ => $"id = '{id}'",
        };
        try
        {
            Own.Execute($"UPDATE zeropath_{damage.Table} SET {damage.Column} = {damage.Value} WHERE {which}");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 1 or 19 or 20)
        {
            // What could not be read the file itself refuses.
        }

        return Task.CompletedTask;
    }

    protected override Task RemoveAllAsync()
    {
        Own.Execute("DELETE FROM zeropath_resource");
        return Task.CompletedTask;
    }

    private static string[] ValuesOf(string type) => type switch
    {
        "INTEGER" => ["NULL", "0", "-1", "7", "2147483647", "9223372036854775807", "-9223372036854775808", "'text'"],
        "REAL" => ["NULL", "-5", "9e999", "-9e999", "7"],
        "BLOB" => ["NULL", "x''", "x'ff00'", "'text'"],
        _ => ["NULL", "''", "'garbage' || char(10)", "char(0) || 'a'", "CAST(x'ff' AS TEXT)", "x'ff'", "printf('%.100000c', 'x')"],
    };
}
