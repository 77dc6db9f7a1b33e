using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Bundles the parts over one SQLite file. One thread writes, and many callers share each commit; other threads read. Several processes of
/// one machine may use the file at once.
/// </summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly TransactionEndWatcher<SqliteConnection> _commits;

    private SqliteStore(SqliteDatabase database, TransactionEndWatcher<SqliteConnection> commits) =>
        (_database, _commits) = (database, commits);

    /// <summary>A store in a file, which is opened, and created if need be, when it is first used.</summary>
    /// <param name="options">The file and how to use it.</param>
    /// <param name="time">The store's clock.</param>
    /// <param name="signal">Set when a transaction of a caller has ended, and when another process has changed something.</param>
    /// <param name="logger">Told when the file's log grows.</param>
    /// <exception cref="StoreUnusableException">An option is out of range.</exception>
    public static WebhookStore Create(SqliteStoreOptions options, TimeProvider time, WorkSignal signal, ILogger<SqliteStore> logger)
    {
        if (options.LockTimeout < TimeSpan.Zero || options.LockTimeout > TimeSpan.FromDays(1))
        {
            throw new StoreUnusableException($"LockTimeout is {options.LockTimeout}. Write a time from zero to a day, such as 00:00:30.");
        }

        var connections = new SqliteConnections(options, SchemaSteps.Of(typeof(SqliteStore).Assembly), new(time, logger));
        var database = new SqliteDatabase(connections, time);
        var commits = new TransactionEndWatcher<SqliteConnection>(
            time, static (transaction, _) => transaction.Connection is not null, signal.Notify);
        return new()
        {
            Name = "SQLite",
            Deliveries = new SqliteDeliveries(database),
            Health = new SqliteHealth(database),
            Reader = new SqliteHistory(database),
            Operations = new SqliteOperations(database),
            Jobs = new SqliteJobStore(database),
            Resources = new SqliteResources(database),
            Transactions = new SqliteTransactions(database, connections, commits),
            RunAsync = new SqliteChangeWatch(database, signal, time).RunAsync,
            Owned = new SqliteStore(database, commits),
        };
    }

    /// <summary>Ends what is under way first.</summary>
    public void Dispose()
    {
        _commits.Dispose();
        _database.Dispose();
    }
}
