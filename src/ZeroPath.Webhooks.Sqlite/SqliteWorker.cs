using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Threads, each with a connection of its own, because SQLite's calls block. A writing one, which is alone, runs all that is waiting in one
/// transaction, so that many callers share one wait for the disk, and each is answered when that has its work.
/// </summary>
internal sealed class SqliteWorker : IDisposable
{
    private const int MaxGroup = 256;

    private readonly BlockingCollection<SqliteWork> _queue = [];
    private readonly Func<SqliteSession> _open;
    private readonly Action<SqliteSession>? _committed;
    private readonly bool _writes;
    private readonly Thread[] _threads;
    private int _isDisposed;

    private SqliteWorker(string name, int threads, Func<SqliteSession> open, Action<SqliteSession>? committed)
    {
        (_open, _committed, _writes) = (open, committed, committed is not null);
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Run) { Name = name, IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <param name="open">Opens a connection.</param>
    /// <param name="committed">Throws a <see cref="StoreUnusableException"/> if what was committed is lost all the same.</param>
    public static SqliteWorker Writer(Func<SqliteSession> open, Action<SqliteSession> committed) =>
        new("ZeroPath.Webhooks SQLite writer", threads: 1, open, committed);

    /// <summary>Several, so that a question about millions of rows holds up no other.</summary>
    public static SqliteWorker Readers(Func<SqliteSession> open) => new("ZeroPath.Webhooks SQLite reader", threads: 4, open, null);

    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var item = new SqliteWork.Of<T>(work, cancellationToken);
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
        Array.ForEach(_threads, thread => thread.Join());
        _queue.Dispose();
    }

    private void Run()
    {
        SqliteSession? session = null;
        var group = new List<SqliteWork>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            while (_writes && group.Count < MaxGroup && _queue.TryTake(out var next))
            {
                group.Add(next);
            }

            RunGroup(ref session, group);
        }

        session?.Dispose();
    }

    private void RunGroup(ref SqliteSession? session, List<SqliteWork> group)
    {
        try
        {
            session ??= _open();
            session.Execute(_writes ? "BEGIN IMMEDIATE" : "BEGIN");
        }
        catch (Exception e)
        {
            // Who waited for the lock in vain shall not wait again, one after the other.
            group.ForEach(work => work.Fail(e));
            return;
        }

        try
        {
            RunInTransaction(session, group);
        }
        catch (Exception e)
        {
            RollBack(ref session);
            if (group.Count == 1)
            {
                group[0].Fail(e);
                return;
            }

            // One of them cannot be done: the others shall not suffer.
            foreach (var work in group)
            {
                RunGroup(ref session, [work]);
            }
        }
    }

    private void RunInTransaction(SqliteSession session, List<SqliteWork> group)
    {
        var refused = new List<(SqliteWork Work, Exception Exception)>();
        foreach (var work in group)
        {
            try
            {
                work.Execute(session);
            }
            catch (Exception e) when (e is IdempotencyConflictException or OperationCanceledException)
            {
                // These refusals come before anything is written. After any other exception nothing of the group is committed.
                refused.Add((work, e));
            }
        }

        // Who has met a damaged page cannot commit, not even that nothing changed.
        session.Execute(_writes ? "COMMIT" : "ROLLBACK");
        try
        {
            _committed?.Invoke(session);
        }
        catch (StoreUnusableException e)
        {
            group.ForEach(work => work.Fail(e));
            return;
        }

        refused.ForEach(item => item.Work.Fail(item.Exception));
        group.ForEach(work => work.Complete());
    }

    private static void RollBack(ref SqliteSession? session)
    {
        try
        {
            session!.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself after some errors. A new connection knows nothing of any of it.
            session!.Dispose();
            session = null;
        }
    }
}
