using Microsoft.Extensions.Logging;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Bundles the parts over a schema of its own in a PostgreSQL database, which any number of nodes may use at once.</summary>
internal sealed class PostgreSqlStore : IDisposable
{
    private readonly IDisposable[] _owned;

    private PostgreSqlStore(params IDisposable[] owned) => _owned = owned;

    /// <summary>A store in a database. Its schema is created, or migrated, when the store is first used.</summary>
    /// <param name="dataSource">The database. The store does not dispose of it.</param>
    /// <param name="schema">The schema's name, not quoted.</param>
    /// <param name="time">The clock by which the store watches the caller's transactions; never due times.</param>
    /// <param name="signal">Set when such a transaction has ended, and when another node tells of work or changes.</param>
    /// <param name="logger">Told when the store cannot listen to other nodes.</param>
    /// <param name="isReadOnly">Whether it is only looked at: the schema is neither created nor migrated.</param>
    public static WebhookStore Create(
        NpgsqlDataSource dataSource,
        string schema,
        TimeProvider time,
        WorkSignal signal,
        ILogger<PostgreSqlListener> logger,
        bool isReadOnly = false)
    {
        var database = new PostgreSqlDatabase(dataSource, schema, SchemaSteps.Of(typeof(PostgreSqlStore).Assembly), isReadOnly);
        var listener = new PostgreSqlListener(dataSource, schema, signal, time, logger);
        var snapshots = new PostgreSqlSnapshotWatch(database, PostgreSqlSnapshotWatch.Longest, time, logger);
        var writer = new PostgreSqlEventWriter(database);
        var deliveries = new PostgreSqlDeliveries(database, writer, listener, time);
        var jobs = new PostgreSqlJobStore(database);
        var transactions = new PostgreSqlTransactions(database, writer, listener, signal, time);
        return new()
        {
            Name = "PostgreSQL",
            Deliveries = deliveries,
            Health = new PostgreSqlHealth(database),
            Reader = new PostgreSqlHistory(database, deliveries),
            Operations = new PostgreSqlOperations(database, writer, listener),
            Jobs = jobs,
            Resources = new PostgreSqlResources(database, listener),
            Transactions = transactions,
            RunAsync = token => Task.WhenAll(listener.RunAsync(token), snapshots.RunAsync(token)),
            Owned = new PostgreSqlStore(deliveries, jobs, transactions),
        };
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose() => Array.ForEach(_owned, part => part.Dispose());
}
