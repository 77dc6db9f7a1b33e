using Microsoft.Data.Sqlite;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>A connection with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction? transaction = null) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _queries = [];
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    /// <summary>Runs one statement.</summary>
    /// <returns>How many rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).Execute(parameters);

    /// <summary>Runs a statement that changes one row at most.</summary>
    /// <returns>What it returned of that row; null when there was none.</returns>
    public T? Change<T>(string sql, Func<SqliteStatement, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : struct
    {
        T? changed = null;
        Prepare(sql, parameters).Execute(parameters, row => changed = read(row));
        return changed;
    }

    /// <summary>Runs several statements, once.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryFirst(int.MaxValue, sql, read, parameters);

    /// <summary>
    /// The first rows. Where the number of rows is given as a parameter, SQLite prepares the statement anew each
    /// time, since its plan goes by it.
    /// </summary>
    public List<T> QueryFirst<T>(
        int max, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var rows = new List<T>();
        using var reader = PrepareQuery(sql, parameters).ExecuteReader();
        while (rows.Count < max && reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        foreach (var command in _queries.Values)
        {
            command.Dispose();
        }

        if (transaction is null)
        {
            connection.Dispose();
        }
    }

    private SqliteStatement Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new(connection, sql, parameters));
        }

        return statement;
    }

    private SqliteCommand PrepareQuery(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_queries.TryGetValue(sql, out var command))
        {
            command = CreateCommand(sql);
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _queries.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return command;
    }

    private SqliteCommand CreateCommand(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Every statement is a constant of this package, or put together from constants by SqlFilter.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
