using Npgsql;
using ZeroPath.Webhooks.PostgreSql.Tests;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>Databases of a throw-away server.</summary>
internal static class PostgreSqlDatabases
{
    /// <returns>The connection string.</returns>
    public static async Task<string> CreateDatabaseAsync(this PostgreSqlCluster server, string name)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // A constant of the callers.
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }
}
