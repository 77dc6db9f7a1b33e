using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ZeroPath.Webhooks.PostgreSql;
using ZeroPath.Webhooks.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tool;

/// <summary>
/// A store beside a host that may be running. It is never created or migrated, and written only where the user asked for it.
/// </summary>
internal sealed class StoreAccess : IAsyncDisposable
{
    public const string Variable = "ZEROPATH_WEBHOOKS_STORE";

    private readonly NpgsqlDataSource? _source;

    private StoreAccess(string connectionString, bool isSqlite, string schema, bool writes)
    {
        var (time, signal) = (TimeProvider.System, new WorkSignal(TimeProvider.System));
        if (isSqlite)
        {
            // What is not there is not created.
            SqliteFile = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite, Pooling = false };
            Store = SqliteStore.Create(
                new()
                {
                    ConnectionString = SqliteFile.ConnectionString,
                    IsReadOnly = !writes,
                }, time, signal, NullLogger<SqliteStore>.Instance);
            return;
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "zpw", MaxPoolSize = 4 };
        settings.Options = writes ? settings.Options : $"{settings.Options} -c default_transaction_read_only=on".Trim();
        _source = NpgsqlDataSource.Create(settings);
        Store = PostgreSqlStore.Create(_source, schema, time, signal, NullLogger<PostgreSqlListener>.Instance, isReadOnly: !writes);
    }

    public WebhookStore Store { get; }

    public WebhookHistory History => new(Store.Reader, Store.Resources);

    /// <summary>The file; null where the store is in PostgreSQL.</summary>
    public SqliteConnectionStringBuilder? SqliteFile { get; }

    /// <summary>Opens the store that the arguments name, to be looked at.</summary>
    public static StoreAccess Read(ParseResult parsed) => Open(parsed, writes: false);

    /// <summary>Opens it to be written: it was looked at before, so that it is there, and of this version.</summary>
    public static async Task<StoreAccess> WriteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var looked = Read(parsed);
        await using (looked.ConfigureAwait(false))
        {
            await looked.Store.Reader.GetQueueDepthAsync(1, cancellationToken).ConfigureAwait(false);
        }

        return Open(parsed, writes: true);
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
    }

    private static StoreAccess Open(ParseResult parsed, bool writes)
    {
        var given = parsed.GetValue(StoreCommand.Store) ?? $"env:{Variable}";
        if (parsed.GetValue(StoreCommand.Store) is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            throw new ToolException(
                $"Which store? Name a SQLite file or a connection string with --store, or in the environment variable {Variable}.",
                ExitCode.Unusable);
        }

        var text = ToolInput.Read(given);
        if (File.Exists(text))
        {
            text = new SqliteConnectionStringBuilder { DataSource = text }.ConnectionString;
        }
        else if (!text.Contains('=', StringComparison.Ordinal))
        {
            throw new ToolException($"There is no file '{text}'.", ExitCode.Unusable);
        }

        try
        {
            return new(text, IsSqlite(text), parsed.GetValue(StoreCommand.Schema)!, writes);
        }
        catch (ArgumentException)
        {
            // Its message may have a part of it.
            throw new ToolException(
                "The store is no connection string of SQLite or PostgreSQL. Write the path of a file, or one such as "
                + "'Host=localhost;Database=app;Username=app'. A password is best in an environment variable: --store env:NAME.",
                ExitCode.Unusable);
        }
    }

    private static bool IsSqlite(string connectionString) => connectionString.Split(';').Any(part =>
        part.Split('=')[0].Trim().Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is "DATASOURCE" or "FILENAME");
}
