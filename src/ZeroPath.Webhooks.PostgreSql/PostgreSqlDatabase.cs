using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Connections to a database that has the schema; the first one sees to that. Due times and leases go by the database's <c>now()</c>, the
/// one clock that all nodes share. Within a statement it does not change, so indexes are searched by it.
/// </summary>
internal sealed class PostgreSqlDatabase : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly PostgreSqlSchema _schema;
    private volatile bool _isReady;

    /// <param name="source">The database.</param>
    /// <param name="schema">The schema's name, not quoted.</param>
    /// <param name="steps">The steps that make the schema.</param>
    public PostgreSqlDatabase(NpgsqlDataSource source, string schema, IReadOnlyList<string> steps)
    {
        if (schema.Length is 0 or > 63 || !char.IsAsciiLetter(schema[0]) || !schema.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            || schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The schema's name is '{schema}'. Write up to 63 letters, digits and underscores of ASCII, a letter first, such as "
                + $"{ZeroPathWebhooksPostgreSqlExtensions.DefaultSchema}; names with pg_ belong to PostgreSQL.", nameof(schema));
        }

        (_source, _name) = (source, schema);
        _schema = new(schema, steps);
    }

    /// <summary>The schema's name, quoted, for statements.</summary>
    public string Schema => $"\"{_name}\"";

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

    /// <summary>Cancels only before the statement begins: later, nobody would know whether anything was changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ExecuteAsync(sql, CancellationToken.None, parameters).ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Creates and migrates the schema. Once that has worked, it does nothing.</summary>
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
                using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await _schema.MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
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

    private string? Remedy(NpgsqlException e) => (e as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => "Create the database, or name another one in the connection string.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "See to the user and the password in the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"""Let the user create schemas in the database, or create one for it: CREATE SCHEMA "{_name}" AUTHORIZATION the_user.""",
        null when e.InnerException is null && e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "See to the user and the password in the connection string.",
        _ => null,
    };
}
