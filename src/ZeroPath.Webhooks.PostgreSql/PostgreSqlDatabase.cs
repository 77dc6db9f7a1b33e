using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Connections to a database that has the schema; the first one sees to that.</summary>
internal sealed class PostgreSqlDatabase : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NpgsqlDataSource _source;
    private readonly string _schema;
    private volatile bool _isReady;

    public PostgreSqlDatabase(NpgsqlDataSource source, string schema)
    {
        if (schema.Length is 0 or > 63 || !char.IsAsciiLetter(schema[0]) || !schema.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            || schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The schema's name is '{schema}'. Write up to 63 letters, digits and underscores of ASCII, a letter first, such as "
                + $"{PostgreSqlDeliveryStore.DefaultSchema}; names with pg_ belong to PostgreSQL.", nameof(schema));
        }

        (_source, _schema) = (source, schema);
        Sql = new($"\"{schema}\"");
    }

    public PostgreSqlSql Sql { get; }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await connection.QueryAsync(sql, read, cancellationToken, parameters).ConfigureAwait(false);
    }

    /// <summary>Cancelled only before it begins: nobody would know whether anything was changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ExecuteAsync(sql, CancellationToken.None, parameters).ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Creates and migrates the schema, until it worked once.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isReady)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
            {
                await MigrateAsync(cancellationToken).ConfigureAwait(false);
                _isReady = true;
            }
        }
        catch (NpgsqlException e) when (Remedy(e) is { } remedy)
        {
            throw new StoreUnusableException($"The PostgreSQL database cannot be used: {e.Message} {remedy}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

        // Several nodes may start at once: the others wait here, and find the schema.
        await connection.ExecuteAsync(PostgreSqlSql.LockSchema, cancellationToken, ("schema", _schema)).ConfigureAwait(false);
        var look = await connection.QueryAsync(
            PostgreSqlSql.LookAtSchema,
            row => (Schemas: row.GetInt64(0), Tables: row.GetInt64(1), IsOurs: row.GetInt64(2) == 1),
            cancellationToken,
            ("schema", _schema)).ConfigureAwait(false);
        var (schemas, tables, isOurs) = look[0];
        if (tables > 0 && !isOurs)
        {
            throw Foreign();
        }

        if (!isOurs)
        {
            await connection.ExecuteAsync((schemas == 0 ? Sql.CreateSchema + ";" : "") + Sql.CreateTables, cancellationToken).ConfigureAwait(false);
        }

        await CheckVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<int> versions;
        try
        {
            versions = await connection.QueryAsync(Sql.ReadVersion, row => row.GetInt32(0), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn } or InvalidCastException)
        {
            throw Foreign();
        }

        if (versions is not [var version])
        {
            throw Foreign();
        }

        if (version > PostgreSqlSql.SchemaVersion)
        {
            throw new StoreUnusableException(
                $"The schema '{_schema}' has version {version}; this version of ZeroPath.Webhooks.PostgreSql knows {PostgreSqlSql.SchemaVersion}. "
                + "Update the package, or use the database with the newer application only.");
        }
    }

    private StoreUnusableException Foreign() => new(
        $"The schema '{_schema}' holds tables that are not this library's. Name another schema in UsePostgreSqlStore(schema: …), or empty this one.");

    private string? Remedy(NpgsqlException e) => (e as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => "Create the database, or name another one in the connection string.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "See to the user and the password in the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"""Let the user create schemas in the database, or create one for it: CREATE SCHEMA "{_schema}" AUTHORIZATION the_user.""",
        null when e.InnerException is null && e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "See to the user and the password in the connection string.",
        _ => null,
    };
}
