namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Something to do on a worker's connection, and who waits for it.</summary>
internal abstract class SqliteWork
{
    public abstract void Execute(SqliteSession session);

    public abstract void Complete();

    public abstract void Fail(Exception exception);

    internal sealed class Of<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) : SqliteWork
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override void Execute(SqliteSession session)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = work(session);
        }

        public override void Complete() => _done.TrySetResult(_result);

        public override void Fail(Exception exception)
        {
            if (exception is OperationCanceledException)
            {
                _done.TrySetCanceled(cancellationToken);
            }
            else
            {
                _done.TrySetException(exception);
            }
        }
    }
}
