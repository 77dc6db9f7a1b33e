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

    public void Watch(SqliteTransaction transaction) => _ = WatchAsync(transaction);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task WatchAsync(SqliteTransaction transaction)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            var start = time.GetTimestamp();
            while (transaction.Connection is not null && time.GetElapsedTime(start) < Longest)
            {
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
