using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// A thread with a connection of its own, because SQLite's calls block. A writing one runs all that is waiting in one transaction, so that
/// many callers share one wait for the disk, and each is answered when that has its work.
/// </summary>
internal sealed class SqliteWorker : IDisposable
{
    private const int MaxGroup = 256;

    private readonly BlockingCollection<SqliteWork> _queue = [];
    private readonly Func<SqliteSession> _open;
    private readonly bool _writes;
    private readonly Thread _thread;
    private SqliteSession? _session;
    private int _isDisposed;

    public SqliteWorker(string name, bool writes, Func<SqliteSession> open)
    {
        _open = open;
        _writes = writes;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new SqliteWork.Of<T>(work);
        _queue.Add(item, CancellationToken.None);
        return item.Task;
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _queue.CompleteAdding();
        _thread.Join();
        _session?.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var group = new List<SqliteWork>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            while (_writes && group.Count < MaxGroup && _queue.TryTake(out var next))
            {
                group.Add(next);
            }

            RunGroup(group);
        }
    }

    private void RunGroup(List<SqliteWork> group)
    {
        try
        {
            _session ??= _open();
            _session.Execute(_writes ? "BEGIN IMMEDIATE" : "BEGIN");
        }
        catch (Exception e)
        {
            // Who waited for the lock in vain shall not wait again, one after the other.
            group.ForEach(work => work.Fail(e));
            return;
        }

        try
        {
            RunInTransaction(_session, group);
        }
        catch (Exception) when (group.Count > 1)
        {
            // One of them cannot be done: the others shall not suffer.
            group.ForEach(work => RunGroup([work]));
        }
        catch (Exception e)
        {
            group.ForEach(work => work.Fail(e));
        }
    }

    private void RunInTransaction(SqliteSession session, List<SqliteWork> group)
    {
        var refused = new List<(SqliteWork Work, Exception Exception)>();
        try
        {
            foreach (var work in group)
            {
                try
                {
                    work.Execute(session);
                }
                catch (IdempotencyConflictException e)
                {
                    // This refusal comes before anything is written. After any other exception nothing of the group is committed.
                    refused.Add((work, e));
                }
            }

            session.Execute("COMMIT");
        }
        catch
        {
            RollBack(session);
            throw;
        }

        refused.ForEach(item => item.Work.Fail(item.Exception));
        group.ForEach(work => work.Complete());
    }

    private void RollBack(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself after some errors. A new connection knows nothing of any of it.
            session.Dispose();
            _session = null;
        }
    }
}
