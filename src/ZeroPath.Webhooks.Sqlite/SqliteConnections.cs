using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Opens connections, and brings the schema up to date.</summary>
/// <param name="options">The file and how to use it.</param>
/// <param name="steps">The schema: see <see cref="SchemaSteps"/>.</param>
/// <param name="files">Watches what is opened.</param>
internal sealed class SqliteConnections(SqliteStoreOptions options, IReadOnlyList<string> steps, SqliteFiles files)
{
    public const int Corrupt = 11;
    public const int Constraint = 19;

    private const int Error = 1;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <inheritdoc cref="SqliteStoreOptions.IsReadOnly"/>
    public bool IsReadOnly => options.IsReadOnly;

    private string Place => $"The SQLite file '{new SqliteConnectionStringBuilder(OwnConnectionString()).DataSource}'";

    public SqliteSession OpenWriter() => Open((session, connection) =>
    {
        if (session.Query("PRAGMA journal_mode = WAL", row => row.GetString(0)) is not ["wal"])
        {
            throw new StoreUnusableException(
                "The database is in memory, or where SQLite's write-ahead log does not work. Name a file on a local disk.");
        }

        session.Execute(options.Durability == SqliteDurability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");

        // 16 MiB for the pages of the indexes, and less often the work of moving the same pages from the log to the file.
        session.Execute("PRAGMA cache_size = -16384");
        session.Execute("PRAGMA wal_autocheckpoint = 4000");

        // A log that grew while something read an old state shrinks to twice of what it has otherwise.
        session.Execute("PRAGMA journal_size_limit = 33554432");
        Migrate(session);
        files.Opened(connection);
    });

    public SqliteSession OpenReader() => Open((session, _) =>
    {
        session.Execute("PRAGMA query_only = ON");
        if (IsReadOnly)
        {
            ThrowIfNotCurrent(session);
        }
    });

    /// <inheritdoc cref="SqliteFiles.ThrowIfGone"/>
    public void ThrowIfGone(SqliteSession session) => files.ThrowIfGone(session);

    /// <summary>Asks the open connections: they know where links and relative paths lead.</summary>
    public bool IsSameFile(SqliteConnection other) => files.Path == Path.GetFullPath(other.DataSource);

    /// <summary>Runs the steps that the file does not have yet.</summary>
    private void Migrate(SqliteSession session)
    {
        // Two processes may start at once: the second one waits here, and finds the schema. An exception closes the connection.
        session.Execute("BEGIN IMMEDIATE");
        long version;
        while ((version = ReadVersion(session)) < steps.Count)
        {
            session.ExecuteScript(steps[(int)version]);
            session.Execute("UPDATE zeropath_schema SET version = $version", ("$version", version + 1));
            session.Execute("COMMIT");
            session.Execute("BEGIN IMMEDIATE");
        }

        SchemaSteps.ThrowIfUnusable(Place, version, steps.Count, isReadOnly: false);

        // Changes nothing, and fails where nothing can be changed.
        session.Execute("UPDATE zeropath_schema SET version = version WHERE false");
        session.Execute("COMMIT");
    }

    private void ThrowIfNotCurrent(SqliteSession session)
    {
        var version = ReadVersion(session);
        if (version == 0)
        {
            throw new StoreUnusableException($"{Place} holds no store of this library. Name the file that the application writes.");
        }

        SchemaSteps.ThrowIfUnusable(Place, version, steps.Count, isReadOnly: true);
    }

    private long ReadVersion(SqliteSession session)
    {
        if (session.Query("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'zeropath_schema'", row =>
            row.GetInt64(0))[0] == 0)
        {
            return 0;
        }

        return session.Query("SELECT version FROM zeropath_schema", row => row.GetInt64(0)) is [var version and > 0]
            ? version
            : throw new StoreUnusableException(
                $"{Place} has a table zeropath_schema that does not hold one version, so it is not this library's. Use another file, or "
                + "remove the table.");
    }

    private SqliteSession Open(Action<SqliteSession, SqliteConnection> prepare)
    {
        files.ThrowIfGone(null);
        SqliteSession? session = null;
        try
        {
            var connection = new SqliteConnection(OwnConnectionString());
            if (connection.DataSource is "" or ":memory:")
            {
                throw new StoreUnusableException(
                    "The connection string names no file. Write one such as 'Data Source=webhooks.db', or use UseInMemoryStore().");
            }

            session = new(connection);

            // Zero would be for ever.
            connection.DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.LockTimeout.TotalSeconds));
            connection.Open();
            session.Execute($"PRAGMA busy_timeout = {(long)options.LockTimeout.TotalMilliseconds}");
            session.Execute("PRAGMA foreign_keys = ON");
            prepare(session, connection);
            return session;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (WhatIsWrong(e) is { } message)
            {
                throw new StoreUnusableException(message, e);
            }

            throw;
        }
    }

    /// <returns>What is wrong, and what to do; null where to wait may help.</returns>
    private string? WhatIsWrong(Exception e) => e switch
    {
        SqliteException failure when Remedy(failure) is { } remedy =>
            $"{Place} cannot be used: {e.Message} {remedy}",
        DllNotFoundException or EntryPointNotFoundException or TypeInitializationException =>
            $"SQLite's native library cannot be loaded: {e.GetBaseException().Message} Publish the application for the system that it runs "
            + "on, or reference a package with the library for it, such as SQLitePCLRaw.bundle_e_sqlite3.",
        InvalidOperationException when e.Message.Contains("encrypt", StringComparison.Ordinal) =>
            "The connection string has a password, and SQLite's native library has no encryption. Leave out the password, or reference a "
            + "library that has it, such as SQLitePCLRaw.bundle_e_sqlcipher.",
        _ => null,
    };

    /// <summary>
    /// Without pooling: what is set on these connections is not for the application's. Without a shared cache, whose locks nobody waits
    /// for. Always the file that was opened first, wherever a relative path leads by now.
    /// </summary>
    private string OwnConnectionString()
    {
        try
        {
            var own = new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false, Cache = SqliteCacheMode.Private };
            own.DataSource = files.Path ?? own.DataSource;
            own.Mode = IsReadOnly ? SqliteOpenMode.ReadOnly : own.Mode;
            return own.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new StoreUnusableException(
                $"The connection string is not one of Microsoft.Data.Sqlite: {e.Message} Write one such as 'Data Source=webhooks.db'.", e);
        }
    }

    private static string? Remedy(SqliteException e) => e.SqliteErrorCode switch
    {
        Error => "It has a table that is not this library's, under one of its names. Use another file, or rename that table.",
        ReadOnly => "See that this process may write to it and in its folder.",
        Corrupt => "It is damaged. Put back a copy of it, or name another file.",
        CannotOpen => "See that its folder exists and that this process may write in it.",
        NotADatabase => "It is not a SQLite database. Name another file, or move this one away.",
        _ => null,
    };
}
