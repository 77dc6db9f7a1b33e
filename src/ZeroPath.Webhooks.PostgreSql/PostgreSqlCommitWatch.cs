using System.Collections.Concurrent;
using Npgsql;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Notices that transactions of callers have ended, without asking the database: it looks at the object that the caller holds. What it
/// misses, polling finds.
/// </summary>
internal sealed class PostgreSqlCommitWatch(TimeProvider time, Action ended) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<NpgsqlTransaction, (NpgsqlConnection Connection, DateTimeOffset Began)> _watched =
        new(ReferenceEqualityComparer.Instance);

    private readonly CancellationTokenSource _stop = new();

    /// <param name="transaction">The transaction.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="began">When it began, by the database: Npgsql uses the object again for the connection's next transaction.</param>
    public void Watch(NpgsqlTransaction transaction, NpgsqlConnection connection, DateTimeOffset began)
    {
        var (isNew, isNext) = (false, false);
        _watched.AddOrUpdate(
            transaction,
            _ =>
            {
                (isNew, isNext) = (true, false);
                return (connection, began);
            },
            (_, earlier) =>
            {
                (isNew, isNext) = (false, earlier != (connection, began));
                return (connection, began);
            });
        if (isNew)
        {
            _ = WatchAsync(transaction);
        }
        else if (isNext)
        {
            ended();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static bool IsOpen(NpgsqlTransaction transaction, NpgsqlConnection connection)
    {
        try
        {
            // It has no property that says so, but throws when it has ended.
            _ = transaction.IsolationLevel;
            return ReferenceEquals(transaction.Connection, connection);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task WatchAsync(NpgsqlTransaction transaction)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            var start = time.GetTimestamp();
            while (true)
            {
                var last = _watched[transaction];
                var isOver = !IsOpen(transaction, last.Connection) || time.GetElapsedTime(start) >= Longest;
                if (isOver && _watched.TryRemove(new(transaction, last)))
                {
                    break;
                }

                await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
            }

            ended();
        }
        catch (OperationCanceledException)
        {
            // The store is disposed of.
        }
    }
}
