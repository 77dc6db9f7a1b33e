using Microsoft.Data.Sqlite;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Notices that transactions of callers have ended, without asking the database: it looks at the object that the caller holds. What it
/// misses, polling finds.
/// </summary>
internal sealed class SqliteCommitWatch(TimeProvider time, Action ended) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop = new();

    public void Watch(SqliteTransaction transaction) => _ = WatchAsync(transaction, _stop.Token);

    /// <summary>The source has no timer, so there is nothing in it to dispose of.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task WatchAsync(SqliteTransaction transaction, CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            var start = time.GetTimestamp();
            while (transaction.Connection is not null && time.GetElapsedTime(start) < Longest)
            {
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
