using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Looks every second whether another process has changed endpoints, subscriptions or triggers, and says so: SQLite tells nobody. It is a
/// hint, which nothing depends on. A look reads one row.
/// </summary>
internal sealed class SqliteChangeWatch(SqliteDatabase database, WorkSignal signal, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Watches until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var seen = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var last = await database.ReadAsync(SqliteResources.LastVersion, stoppingToken).ConfigureAwait(false);
                if (last != seen)
                {
                    signal.NotifyChange();
                }

                seen = last;
            }
            catch (Exception)
            {
                // What works with the store tells of that.
            }

            await Task.Delay(Pace, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
