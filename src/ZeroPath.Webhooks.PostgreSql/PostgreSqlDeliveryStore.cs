using System.Data.Common;
using System.Threading.Channels;
using Npgsql;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Keeps everything in a schema of its own in a PostgreSQL database, which any number of nodes may use at once. All due times and leases go
/// by the database's clock.
/// </summary>
public sealed partial class PostgreSqlDeliveryStore : IDeliveryStore, IEndpointHealthStore, IDeliveryReader, IDeliveryOperations, IFailureNoticeStore,
    IJobStore, IStoreTransactions, IDisposable
{
    /// <summary>The schema's name unless said otherwise.</summary>
    public const string DefaultSchema = "zeropath_webhooks";

    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlEventWriter _writer;
    private readonly TransactionEndWatcher<(NpgsqlConnection Connection, DateTimeOffset Began)> _commits;
    private readonly PostgreSqlGroup<(IReadOnlyList<PublishedEvent> Events, FirstLease? Lease), IReadOnlyList<PublishedEvent>> _additions;
    private readonly PostgreSqlGroup<IReadOnlyList<DeliveryResult>, IReadOnlyList<DeliveryResult>> _results;
    private readonly PostgreSqlGroup<(Job Job, TimeSpan? Lease), JobAddition?> _jobAdditions;
    private readonly PostgreSqlGroup<(LeasedJob Leased, JobTransition Transition), bool> _jobResults;
    private readonly string _schema;
    private bool _isDisposed;

    // One word that is not yet said stands for all.
    private readonly Channel<bool> _announcements =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A store in a database, where its schema is created, if need be, when it is first used.</summary>
    /// <param name="dataSource">The database. The store does not dispose of it.</param>
    /// <param name="time">The clock by which the store looks after transactions of the caller's; never due times.</param>
    /// <param name="signal">Set when such a transaction has ended.</param>
    /// <param name="schema">The name of the schema, which is the library's own.</param>
    public PostgreSqlDeliveryStore(
        NpgsqlDataSource dataSource,
        TimeProvider time,
        WorkSignal signal,
        string schema = DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _database = new(dataSource, schema);
        _writer = new(_database.Sql);
        _additions = new(AddAsync, atOnce: 2);
        _results = new(RecordAsync);
        _jobAdditions = new(AddJobsAsync);
        _jobResults = new(RecordJobsAsync);
        _commits = new(
            time,
            static (transaction, use) => PostgreSqlTransactionWriter.IsOpen(transaction, use.Connection),
            () =>
            {
                signal.Notify();
                Announce();
            });
    }

    private PostgreSqlSql Sql => _database.Sql;

    /// <summary>Has a word for each time that other nodes are to be told of work.</summary>
    internal ChannelReader<bool> Announcements => _announcements.Reader;

    /// <summary>It as a bundle of its parts.</summary>
    public WebhookStore ToStore() => new()
    {
        Deliveries = this,
        Health = this,
        Reader = this,
        Operations = this,
        Notices = this,
        Jobs = this,
        Resources = new PostgreSqlResources(_database, $"\"{_schema}\""),
        Transactions = this,
        Owned = this,
    };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An id or a key has a NUL character, which PostgreSQL does not store.</exception>
    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return await _additions.RunAsync((events, lease), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public StoreTransaction Join(DbTransaction transaction)
    {
        var own = Own(transaction);
        return new(new PostgreSqlTransactionWriter(_database, _writer, _commits, own), new PostgreSqlTransactionJobWriter(_database, own));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        IReadOnlyList<DeliveryResult> page = [.. results];
        return await _results.RunAsync(page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends what is queued first.</summary>
    public void Dispose()
    {
        // A service provider does this once for each interface that it knows the store by.
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _additions.Dispose();
            _results.Dispose();
            _jobAdditions.Dispose();
            _jobResults.Dispose();
            _commits.Dispose();
        }
    }

    private static NpgsqlTransaction Own(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction as NpgsqlTransaction ?? throw new ArgumentException(
            $"The store takes part in transactions of Npgsql. This one is of the type {transaction.GetType().Name}.", nameof(transaction));
    }

    private void Announce() => _announcements.Writer.TryWrite(true);

    private async Task<IReadOnlyList<Task<IReadOnlyList<PublishedEvent>>>> AddAsync(
        IReadOnlyList<(IReadOnlyList<PublishedEvent> Events, FirstLease? Lease)> calls)
    {
        using var connection = await _database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var (results, _) = await _writer.AddAsync(connection, null, calls).ConfigureAwait(false);
        if (calls.Any(call => call.Events.Sum(added => added.Deliveries.Count) > (call.Lease?.DeliveryIds.Count ?? 0)))
        {
            Announce();
        }

        return results;
    }

    private async Task<IReadOnlyList<Task<IReadOnlyList<DeliveryResult>>>> RecordAsync(IReadOnlyList<IReadOnlyList<DeliveryResult>> pages)
    {
        // A lease has one result: the first one.
        var results = pages.SelectMany(page => page).DistinctBy(result => (result.DeliveryId, result.FencingToken)).ToList();
        (string, object?)[] outcomes =
        [
            ("ids", results.Select(result => result.DeliveryId).ToArray()),
            ("tokens", results.Select(result => result.FencingToken).ToArray()),
            ("states", results.Select(result => (int)result.Transition.State).ToArray()),
            ("reasons", results.Select(result => result.Transition.Reason).ToArray()),
        ];
        var settled = await _database.ExecuteAsync(
            Sql.Record,
            CancellationToken.None,
            [
                .. outcomes,
                ("counted", results.Select(result => result.Transition.CountsAttempt ? 1 : 0).ToArray()),
                ("delays", results.Select(result => result.Transition.Delay).ToArray()),
                ("numbers", results.Select(result => result.Attempt?.Number).ToArray()),
                ("started", results.Select(result => result.Attempt?.StartedAt.ToUniversalTime()).ToArray()),
                ("durations", results.Select(result => result.Attempt?.Duration).ToArray()),
                ("outcomes", results.Select(result => result.Attempt?.Outcome.ToString()).ToArray()),
                ("statuses", results.Select(result => result.Attempt?.StatusCode).ToArray()),
                ("responses", results.Select(result => result.Attempt?.Response).ToArray()),
                ("retry_after", results.Select(result => result.Attempt?.RetryAfter).ToArray()),
            ]).ConfigureAwait(false);
        var late = settled == results.Count(result => result.Transition.State != DeliveryState.Pending)
            ? []
            : await LateAsync(results, outcomes).ConfigureAwait(false);
        return [.. pages.Select(page => Task.FromResult<IReadOnlyList<DeliveryResult>>(
            late.Count == 0 ? [] : [.. page.Where(result => late.Contains((result.DeliveryId, result.FencingToken)))]))];
    }

    private async Task<HashSet<(string, long)>> LateAsync(List<DeliveryResult> results, (string, object?)[] outcomes)
    {
        var places = await _database.QueryAsync(Sql.Late, row => (int)row.GetInt64(0), CancellationToken.None, outcomes).ConfigureAwait(false);
        return [.. places.Select(place => (results[place - 1].DeliveryId, results[place - 1].FencingToken))];
    }
}
