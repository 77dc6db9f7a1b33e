using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Opens connections, and creates the schema where there is none.</summary>
internal sealed class SqliteConnections(SqliteStoreOptions options)
{
    private const int NotADatabase = 26;
    private const int CannotOpen = 14;
    private const int ReadOnly = 8;

    public SqliteSession OpenWriter()
    {
        var session = Open(
            "PRAGMA journal_mode = WAL",
            options.SurvivesPowerCut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        try
        {
            Migrate(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public bool IsSameFile(SqliteConnection other)
    {
        using var own = new SqliteConnection(options.ConnectionString);
        return Path.GetFullPath(own.DataSource) == Path.GetFullPath(other.DataSource);
    }

    public SqliteSession OpenReader() => Open("PRAGMA query_only = ON");

    private static void Migrate(SqliteSession session)
    {
        // Two processes may start at once: the second one waits here, and finds the schema.
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            if (session.Query(SqliteSql.HasSchema, row => row.GetInt64(0))[0] == 0)
            {
                session.Execute(SqliteSql.CreateSchema);
            }

            if (session.Query(SqliteSql.ReadVersion, row => row.GetInt64(0)) is not [var version])
            {
                throw new StoreUnusableException(
                    "The table zeropath_schema does not hold one version, so it is not this library's. Use another file, or remove the table.");
            }

            if (version > SqliteSql.SchemaVersion)
            {
                throw new StoreUnusableException(
                    $"The file has version {version} of the schema; this version of ZeroPath.Webhooks.Sqlite knows {SqliteSql.SchemaVersion}. "
                    + "Update the package, or use the file with the newer application only.");
            }

            session.Execute("COMMIT");
        }
        catch
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }

    private SqliteSession Open(params ReadOnlySpan<string> pragmas)
    {
        SqliteConnection connection;
        try
        {
            connection = new SqliteConnection(options.ConnectionString);
        }
        catch (ArgumentException e)
        {
            throw new StoreUnusableException($"The connection string is not one of Microsoft.Data.Sqlite: {e.Message} Write one such as 'Data Source=webhooks.db'.", e);
        }

        if (connection.DataSource is "" or ":memory:")
        {
            throw new StoreUnusableException("The connection string names no file. Write one such as 'Data Source=webhooks.db', or use UseInMemoryStore().");
        }

        var session = new SqliteSession(connection);
        try
        {
            connection.DefaultTimeout = (int)Math.Ceiling(options.LockTimeout.TotalSeconds);
            connection.Open();
            session.Execute($"PRAGMA busy_timeout = {(long)options.LockTimeout.TotalMilliseconds}");
            session.Execute("PRAGMA foreign_keys = ON");
            foreach (var pragma in pragmas)
            {
                session.Execute(pragma);
            }

            return session;
        }
        catch (SqliteException e) when (Remedy(e) is { } remedy)
        {
            session.Dispose();
            throw new StoreUnusableException($"The SQLite file '{connection.DataSource}' cannot be used: {e.Message} {remedy}", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static string? Remedy(SqliteException e) => e.SqliteErrorCode switch
    {
        NotADatabase => "It is not a SQLite database. Name another file, or move this one away.",
        CannotOpen => "See that its folder exists and that this process may write in it.",
        ReadOnly => "See that this process may write to it and in its folder.",
        _ => null,
    };
}
