using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Creates the schema, and brings it to the latest version. Each step is a transaction, which one node at a time runs.</summary>
/// <param name="name">The schema's name, not quoted.</param>
/// <param name="steps">The steps. Their tables have no schema in their names: the step is run with this schema as the search path.</param>
internal sealed class PostgreSqlSchema(string name, IReadOnlyList<string> steps)
{
    /// <summary>Held until the step's transaction ends.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('zeropath_webhooks.' || @schema, 0))";

    private const string Look = """
        SELECT count(DISTINCT n.oid), count(c.oid), count(c.oid) FILTER (WHERE c.relname = 'schema_version')
        FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        WHERE n.nspname = @schema
        """;

    /// <summary>
    /// The token after the one in a column. After the largest comes the first, so that no row keeps others from being leased.
    /// </summary>
    public static string Next(string token) => $"CASE WHEN {token} < {long.MaxValue - 1} THEN {token} + 1 ELSE 1 END";

    private readonly string _create = $"CREATE SCHEMA \"{name}\"";
    private readonly string _use = $"SET LOCAL search_path TO \"{name}\"";
    private readonly string _createVersion = $"""
        CREATE TABLE "{name}".schema_version (version integer NOT NULL);
        INSERT INTO "{name}".schema_version VALUES (0)
        """;

    private readonly string _readVersion = $"SELECT version FROM \"{name}\".schema_version";
    private readonly string _writeVersion = $"UPDATE \"{name}\".schema_version SET version = @version";

    /// <exception cref="StoreUnusableException">The schema is somebody else's, or newer than the latest version known here.</exception>
    public async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (await TakeStepAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            // Another node may have taken the step meanwhile, so the next one begins by looking again.
        }
    }

    /// <summary>Sees that it is there and of the version known here, and changes nothing.</summary>
    /// <exception cref="StoreUnusableException">It is not.</exception>
    public async Task ThrowIfNotCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!(await LookAsync(connection, cancellationToken).ConfigureAwait(false)).IsOurs)
        {
            throw new StoreUnusableException(
                $"The PostgreSQL database '{connection.Database}' has no schema '{name}' of this library. Name the one that the "
                + "application uses.");
        }

        SchemaSteps.ThrowIfUnusable(
            Place(connection), await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false), steps.Count, isReadOnly: true);
    }

    /// <returns>Whether a step was taken; false when there is none left.</returns>
    private async Task<bool> TakeStepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(Lock, cancellationToken, ("schema", name)).ConfigureAwait(false);
        var version = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        SchemaSteps.ThrowIfUnusable(Place(connection), version, steps.Count, isReadOnly: false);
        if (version == steps.Count)
        {
            return false;
        }

        await connection.ExecuteAsync($"{_use}; {steps[version]}", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(_writeVersion, cancellationToken, ("version", version + 1)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <returns>The version of the schema; 0 for one that was just made, and for an empty one.</returns>
    private async Task<int> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (schemas, tables, isOurs) = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
        if (tables > 0 && !isOurs)
        {
            throw Foreign();
        }

        if (isOurs)
        {
            return await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        await connection.ExecuteAsync((schemas == 0 ? $"{_create}; " : "") + _createVersion, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private async Task<(long Schemas, long Tables, bool IsOurs)> LookAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            Look,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) == 1),
            cancellationToken,
            ("schema", name)).ConfigureAwait(false))[0];

    private async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<int> versions;
        try
        {
            versions = await connection.QueryAsync(_readVersion, row => row.GetInt32(0), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn } or InvalidCastException)
        {
            throw Foreign();
        }

        if (versions is not [> 0 and var version])
        {
            throw Foreign();
        }

        return version;
    }

    private string Place(NpgsqlConnection connection) => $"The schema '{name}' of the PostgreSQL database '{connection.Database}'";

    private StoreUnusableException Foreign() => new(
        $"The schema '{name}' holds tables that are not this library's. "
        + "Name another schema in UsePostgreSqlStore(schema: …), or empty this one.");
}
