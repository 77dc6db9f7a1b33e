using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// A prepared statement that changes rows. Unlike a command, it does not look up each parameter's name every time: that was nearly half of
/// the writer's processor time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private byte[] _text = new byte[256];

    /// <param name="connection">An open connection.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Its parameters, in the order of <see cref="Execute"/>.</param>
    public SqliteStatement(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement));
        _places = new int[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            _places[i] = PlaceOf(parameters[i].Name) ?? PlaceOf($"@{parameters[i].Name}")
                ?? throw new InvalidOperationException($"The statement has no parameter {parameters[i].Name}.");
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="parameters">What the parameters are.</param>
    /// <param name="read">Reads a row of RETURNING.</param>
    /// <returns>How many rows changed.</returns>
    public int Execute(ReadOnlySpan<(string Name, object? Value)> parameters, Action<SqliteStatement>? read = null)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            Check(Bind(_places[i], parameters[i].Value));
        }

        try
        {
            int result;
            while ((result = Step()) == raw.SQLITE_ROW)
            {
                read?.Invoke(this);
            }

            Check(result);
            return raw.sqlite3_changes(_connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private int? PlaceOf(string name) => raw.sqlite3_bind_parameter_index(_statement, name) is > 0 and var place ? place : null;

    /// <summary>Waits for others' locks as long as the connection says, as its commands do, even where it has no busy timeout.</summary>
    private int Step()
    {
        var start = Stopwatch.GetTimestamp();
        int result;
        while ((result = raw.sqlite3_step(_statement)) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_LOCKED_SHAREDCACHE
            && Stopwatch.GetElapsedTime(start).TotalSeconds < _connection.DefaultTimeout)
        {
            raw.sqlite3_reset(_statement);
#pragma warning disable RS0030 // Nobody tells when another process gives up its lock.
            Thread.Sleep(Pause);
#pragma warning restore RS0030
        }

        return result;
    }

    private int Bind(int place, object? value)
    {
        switch (value)
        {
            case null:
                return raw.sqlite3_bind_null(_statement, place);
            case string text:
                return BindText(place, text);
            case long number:
                return raw.sqlite3_bind_int64(_statement, place, number);
            case int number:
                return raw.sqlite3_bind_int64(_statement, place, number);
            case bool flag:
                return raw.sqlite3_bind_int64(_statement, place, flag ? 1 : 0);
            case double number:
                return raw.sqlite3_bind_double(_statement, place, number);
            case byte[] { Length: 0 }:
                return raw.sqlite3_bind_zeroblob(_statement, place, 0);
            case byte[] bytes:
                return raw.sqlite3_bind_blob(_statement, place, bytes);
            default:
                throw new InvalidOperationException($"A parameter is of the type {value.GetType().Name}, which no statement has.");
        }
    }

    private int BindText(int place, string text)
    {
        if (text.Length == 0)
        {
            // No bytes at all would be bound as NULL.
            return raw.sqlite3_bind_text(_statement, place, text);
        }

        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (longest > _text.Length)
        {
            _text = new byte[longest];
        }

        return raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);
}
