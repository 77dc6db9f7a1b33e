using Microsoft.Extensions.Logging;
using Npgsql;
using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Says in the log that a session has held an old snapshot of the database for long: what leaves the queue cannot be cleared away until
/// that ends, and every lease has to read past it.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="longest">From which age on it is said.</param>
/// <param name="time">The clock between two looks.</param>
/// <param name="logger">The log.</param>
internal sealed class PostgreSqlSnapshotWatch(
    PostgreSqlDatabase database, TimeSpan longest, TimeProvider time, ILogger<PostgreSqlListener> logger)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const string Oldest = """
        SELECT pid, application_name, now() - xact_start FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xmin IS NOT NULL AND xact_start <= now() - @longest AND pid <> pg_backend_pid()
        ORDER BY xact_start LIMIT 1
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Looks once a minute until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NpgsqlException or WebhookStoreException or OperationCanceledException)
            {
                // A database that is away is said by those who need it.
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var found = await database.QueryAsync(
            Oldest,
            row => (Session: row.GetInt32(0), Application: row.Text(1), Age: row.GetTimeSpan(2)),
            stoppingToken,
            ("longest", longest)).ConfigureAwait(false);
        if (found is [var (session, application, age)])
        {
            PostgreSqlLog.OldSnapshot(logger, session, application, age);
        }
    }
}
