using System.Collections.Concurrent;
using System.Data.Common;

namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// Notices that transactions of callers have ended, without asking the database: it looks at the object that the caller holds. What it
/// misses, polling finds.
/// </summary>
/// <typeparam name="TUse">What tells one transaction from the next, for drivers that use the object again.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="isOpen">Whether the transaction, in this use of its object, has not ended yet.</param>
/// <param name="ended">Called after a transaction has ended.</param>
internal sealed class TransactionEndWatcher<TUse>(TimeProvider time, Func<DbTransaction, TUse, bool> isOpen, Action ended) : IDisposable
    where TUse : notnull
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<DbTransaction, TUse> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _stop = new();

    public void Watch(DbTransaction transaction, TUse use)
    {
        var (isNew, isNext) = (false, false);
        _watched.AddOrUpdate(
            transaction,
            _ =>
            {
                (isNew, isNext) = (true, false);
                return use;
            },
            (_, earlier) =>
            {
                (isNew, isNext) = (false, !earlier.Equals(use));
                return use;
            });
        if (isNew)
        {
            _ = WatchAsync(transaction, _stop.Token);
        }
        else if (isNext)
        {
            ended();
        }
    }

    /// <summary>The source has no timer, so there is nothing in it to dispose of.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task WatchAsync(DbTransaction transaction, CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            var start = time.GetTimestamp();
            while (true)
            {
                var use = _watched[transaction];
                var isOver = !isOpen(transaction, use) || time.GetElapsedTime(start) >= Longest;
                if (isOver && _watched.TryRemove(new(transaction, use)))
                {
                    break;
                }

                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }

            ended();
        }
        catch (OperationCanceledException)
        {
            // The store is disposed of.
        }
    }
}
