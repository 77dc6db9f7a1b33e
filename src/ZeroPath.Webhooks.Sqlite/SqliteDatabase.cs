using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The threads of a store and its clock, which all parts share.</summary>
internal sealed class SqliteDatabase(SqliteConnections connections, TimeProvider time) : IDisposable
{
    private readonly SqliteWorker _writer = SqliteWorker.Writer(connections.OpenWriter, connections.ThrowIfGone);
    private readonly SqliteWorker _readers = SqliteWorker.Readers(connections.OpenReader);
    private readonly StoreClock _clock = new(time);

    // What is only looked at is there, or the first question fails.
    private Task<int>? _ready = connections.IsReadOnly ? Task.FromResult(0) : null;

    /// <summary><see cref="StoreClock.Now"/> in milliseconds since 1970.</summary>
    public long Now => _clock.Now.ToUnixTimeMilliseconds();

    /// <summary><see cref="StoreClock.Due"/> in milliseconds since 1970.</summary>
    public long Due => _clock.Due.ToUnixTimeMilliseconds();

    /// <summary>Whether the schema is known to be there.</summary>
    public bool IsReady => _ready is { IsCompletedSuccessfully: true };

    /// <summary>Runs something in a transaction that it may share with others. It ends when the transaction is committed.</summary>
    public ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        new(_writer.RunAsync(write, cancellationToken));

    /// <summary>Runs a question. The first one waits for the writer, which makes the schema.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (!IsReady)
        {
            _ready = _writer.RunAsync(_ => 0, cancellationToken);
            await _ready.ConfigureAwait(false);
        }

        return await _readers.RunAsync(read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends what is under way first.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }
}
