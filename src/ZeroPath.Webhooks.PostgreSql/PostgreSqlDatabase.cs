using System.Security.Cryptography;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Connections to a database that has the schema; the first one sees to that. Due times and leases go by the database's <c>now()</c>, the
/// one clock that all nodes share. Within a statement it does not change, so indexes are searched by it.
/// </summary>
internal sealed class PostgreSqlDatabase
{
    private const string ReadOnly =
        "Connect to one that can be written, such as the primary server (Target Session Attributes=primary), and see to its setting "
        + "default_transaction_read_only.";

    // With an array for a parameter, which is one of the things to try.
    private const string Look = """
        SELECT current_setting('transaction_read_only')::boolean, string_agg(DISTINCT c.relname, ', ')
        FROM unnest(@rights) AS r
        LEFT JOIN pg_class c ON c.relkind IN ('r', 'p') AND NOT has_table_privilege(c.oid, r)
            AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = @schema)
        """;

    private static readonly string[] Rights = ["SELECT", "INSERT", "UPDATE", "DELETE"];

    private readonly Lock _lock = new();
    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly PostgreSqlSchema _schema;
    private readonly bool _isReadOnly;
    private volatile Task? _ready;

    /// <param name="source">The database.</param>
    /// <param name="schema">The schema's name, not quoted.</param>
    /// <param name="steps">The steps that make the schema.</param>
    /// <param name="isReadOnly">Whether the schema is only looked at.</param>
    public PostgreSqlDatabase(NpgsqlDataSource source, string schema, IReadOnlyList<string> steps, bool isReadOnly = false)
    {
        if (schema.Length is 0 or > 63 || !char.IsAsciiLetter(schema[0]) || !schema.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            || schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The schema's name is '{schema}'. Write up to 63 letters, digits and underscores of ASCII, a letter first, such as "
                + $"{ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema}; names with pg_ belong to PostgreSQL.", nameof(schema));
        }

        (_source, _name, _isReadOnly) = (source, schema, isReadOnly);
        _schema = new(schema, steps);
    }

    /// <summary>The schema's name, quoted, for statements.</summary>
    public string Schema => $"\"{_name}\"";

    /// <summary>The name under which this node counts results.</summary>
    public string Node { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(6));

    /// <summary>
    /// Uses a connection that takes no part in a TransactionScope of the caller's: what is answered as done must be done. Who wants to
    /// publish in a transaction says so. It is a second connection when the first was of no use before anything was done on it.
    /// </summary>
    /// <param name="use">What to do. It may run twice.</param>
    /// <param name="cancellationToken">Cancels before a connection is opened.</param>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        using var alone = Transaction.Current is null
            ? null
            : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using (var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await use(connection).ConfigureAwait(false);
            }
            catch (PostgresException e) when (
                e.SqlState is PostgresErrorCodes.IdleSessionTimeout or PostgresErrorCodes.ReadOnlySqlTransaction)
            {
                // The server has ended it while it was idle; or it is from a time when the database could only be read, as it says for
                // ever. So may be all that wait in the pool.
                _source.Clear();
            }
        }

        using var renewed = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await use(renewed).ConfigureAwait(false);
    }

    public Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters) =>
        UseAsync(connection => connection.QueryAsync(sql, read, cancellationToken, parameters), cancellationToken);

    /// <summary>Cancels only before the statement begins: later, nobody would know whether anything was changed.</summary>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        UseAsync(connection => connection.ExecuteAsync(sql, CancellationToken.None, parameters), cancellationToken);

    /// <summary>
    /// Creates and migrates the schema, and sees that it can be written. Once that has worked, it does nothing. All who ask meanwhile wait
    /// for the same try.
    /// </summary>
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_ready is { IsCompletedSuccessfully: true })
        {
            return ValueTask.CompletedTask;
        }

        lock (_lock)
        {
            if (_ready is null or { IsCompleted: true })
            {
                // Whoever happens to ask first has an ambient transaction or trace: it is not the schema's.
                using var flow = ExecutionContext.SuppressFlow();
                _ready = PrepareForAllAsync();
            }

            return new(_ready.WaitAsync(cancellationToken));
        }
    }

    /// <summary>What one of those who wait does next, such as disposing of the store, holds up no other.</summary>
    private Task PrepareForAllAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = PrepareAndTellAsync();
        return done.Task;

        async Task PrepareAndTellAsync()
        {
            var preparing = PrepareOnceAsync();
            await preparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            done.SetFromTask(preparing);
        }
    }

    private async Task PrepareOnceAsync()
    {
        try
        {
            using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
            if (_isReadOnly)
            {
                await _schema.ThrowIfNotCurrentAsync(connection, CancellationToken.None).ConfigureAwait(false);
                return;
            }

            await ThrowIfNotUnicodeAsync(connection, CancellationToken.None).ConfigureAwait(false);
            await _schema.MigrateAsync(connection, CancellationToken.None).ConfigureAwait(false);
            await FindWhatIsMissingAsync(connection).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (Remedy(e) is { } remedy)
        {
            throw new StoreUnusableException($"The PostgreSQL database cannot be used: {e.Message} {remedy}", e);
        }
    }

    /// <summary>Tries at the start what would else fail at every publish.</summary>
    private async Task FindWhatIsMissingAsync(NpgsqlConnection connection)
    {
        List<(bool IsReadOnly, string? Closed)> found;
        try
        {
            found = await connection.QueryAsync(
                Look, row => (row.GetBoolean(0), row.Text(1)), CancellationToken.None, ("rights", Rights), ("schema", _name))
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidCastException or NotSupportedException or ArgumentException)
        {
            throw new StoreUnusableException(
                "The NpgsqlDataSource cannot send arrays, which the store needs. Make it with NpgsqlDataSourceBuilder, or call "
                + "EnableArrays() of NpgsqlSlimDataSourceBuilder.",
                e);
        }

        if (found[0].IsReadOnly)
        {
            throw new StoreUnusableException($"The PostgreSQL database cannot be used: it can only be read. {ReadOnly}");
        }

        if (found[0].Closed is { } closed)
        {
            throw new StoreUnusableException(
                $"""The user may not read and write these tables of the schema '{_name}': {closed}. """
                + $"""Let it: GRANT {string.Join(", ", Rights)} ON ALL TABLES IN SCHEMA "{_name}" TO the_user.""");
        }
    }

    private static async Task ThrowIfNotUnicodeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var encodings = await connection.QueryAsync("SHOW server_encoding", row => row.GetString(0), cancellationToken)
            .ConfigureAwait(false);
        if (encodings is not ["UTF8"])
        {
            throw new StoreUnusableException(
                $"The PostgreSQL database '{connection.Database}' has the encoding {string.Join(", ", encodings)}, which does not hold all "
                + "texts. Create one with ENCODING 'UTF8' TEMPLATE template0, and move the data there.");
        }
    }

    private string? Remedy(NpgsqlException e) => (e as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => "Create the database, or name another one in the connection string.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "See to the user and the password in the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"""Let the user create schemas in the database, or create one for it: CREATE SCHEMA "{_name}" AUTHORIZATION the_user.""",
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly,
        null when e.InnerException is null && e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "See to the user and the password in the connection string.",
        _ => null,
    };
}
