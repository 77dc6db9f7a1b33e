using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Keeps everything in a SQLite file. One thread writes, and many callers share each commit; other threads read. Several processes of one
/// machine may use the file at once.
/// </summary>
public sealed partial class SqliteDeliveryStore : IDeliveryStore, IEndpointHealthStore, IDeliveryReader, IDeliveryOperations, IFailureNoticeStore,
    IJobStore, IInboundTriggerStore, IRoutingTableStore, ITransactionalStore, IDisposable
{
    private readonly SqliteWorker _writer;
    private readonly SqliteWorker _readers;
    private readonly TimeProvider _time;
    private readonly ISecretProtector _protector;
    private readonly SqliteConnections _connections;
    private readonly TransactionEndWatcher<SqliteConnection> _commits;

    private Task<int>? _ready;
    private bool _isDisposed;

    /// <summary>A store in a file, which is opened, and created if need be, when it is first used.</summary>
    /// <param name="options">The file and how to use it.</param>
    /// <param name="time">The store's clock.</param>
    /// <param name="signal">Set when a transaction of a caller has ended.</param>
    /// <param name="protector">Protects the values of custom headers.</param>
    /// <param name="logger">Where to warn.</param>
    public SqliteDeliveryStore(
        SqliteStoreOptions options, TimeProvider time, WorkSignal signal, ISecretProtector protector, ILogger<SqliteDeliveryStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(signal);
        if (protector is PlainSecretProtector)
        {
            SqliteLog.SecretsInTheClear(logger);
        }

        (_time, _protector) = (time, protector);
        _connections = new(options);
        _commits = new(time, static (transaction, _) => transaction.Connection is not null, signal.Notify);
        _writer = SqliteWorker.Writer(_connections.OpenWriter);
        _readers = SqliteWorker.Readers(_connections.OpenReader);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>It as a bundle of its parts.</summary>
    public WebhookStore ToStore() => new()
    {
        Deliveries = this,
        Health = this,
        Reader = this,
        Operations = this,
        Notices = this,
        Jobs = this,
        Triggers = this,
        Routing = this,
        Transactions = this,
        Owned = this,
    };

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return await _writer.RunAsync(session => SqliteEventWriter.Add(session, events, lease, Now), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>While the transaction is open nobody else can write to the file. Start the host before it: the store must have been opened.</remarks>
    public IEventWriter InTransaction(DbTransaction transaction) => new SqliteTransactionWriter(Own(transaction), () => Now, _commits);

    /// <inheritdoc/>
    /// <inheritdoc cref="InTransaction" path="/remarks"/>
    public IJobWriter JobsInTransaction(DbTransaction transaction) => new SqliteTransactionJobWriter(Own(transaction), () => Now);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        // The caller may change its list while it waits.
        IReadOnlyList<DeliveryResult> page = [.. results];
        return await _writer.RunAsync(session => Record(session, page), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<(long Version, RoutingTable Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        ReadAsync<(long, RoutingTable)?>(
            session => session.Query(SqliteSql.LoadConfiguration, row => (Version: row.GetInt64(0), Document: row.GetString(1)), ("$known", knownVersion))
                is [var (version, document)]
                ? (version, RoutingTableJson.Read(document, _protector))
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long?> TrySaveAsync(RoutingTable configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        var document = RoutingTableJson.Write(configuration, _protector);
        var saved = await _writer.RunAsync(
            session => replacesVersion == 0
                ? session.Execute(SqliteSql.AddConfiguration, ("$document", document))
                : session.Execute(SqliteSql.ReplaceConfiguration, ("$document", document), ("$version", replacesVersion)),
            cancellationToken).ConfigureAwait(false);
        return saved == 1 ? replacesVersion + 1 : null;
    }

    /// <summary>Ends what is under way first. A container disposes of a store once for each interface under which it was asked for.</summary>
    public void Dispose()
    {
        // A service provider does this once for each interface that it knows the store by.
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _commits.Dispose();
            _writer.Dispose();
            _readers.Dispose();
        }
    }

    private SqliteTransaction Own(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction is not SqliteTransaction own)
        {
            throw new ArgumentException($"The store takes part in transactions of Microsoft.Data.Sqlite. This one is of the type {transaction.GetType().Name}.", nameof(transaction));
        }

        var connection = own.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        if (_ready is not { IsCompletedSuccessfully: true })
        {
            throw new InvalidOperationException("The store has not been opened yet, and cannot be while a transaction holds the file. Start the host first.");
        }

        return _connections.IsSameFile(connection)
            ? own
            : throw new InvalidOperationException(
                $"The transaction is on '{connection.DataSource}', the store is not. To commit together they must be in one file.");
    }

    private List<DeliveryResult> Record(SqliteSession session, IReadOnlyList<DeliveryResult> results)
    {
        var now = Now;
        var late = new List<DeliveryResult>();
        foreach (var result in results)
        {
            if (result.Attempt is { } attempt)
            {
                session.Execute(
                    SqliteSql.AddAttempt,
                    ("$token", result.FencingToken),
                    ("$number", attempt.Number),
                    ("$started", attempt.StartedAt.ToUnixTimeMilliseconds()),
                    ("$duration", (long)attempt.Duration.TotalMicroseconds),
                    ("$outcome", attempt.Outcome.ToString()),
                    ("$status", attempt.StatusCode),
                    ("$response", attempt.Response),
                    ("$retryAfter", (long?)attempt.RetryAfter?.TotalMilliseconds),
                    ("$id", result.DeliveryId));
            }

            var verdict = result.Transition;
            var changed = session.Execute(
                SqliteSql.Record,
                ("$state", (int)verdict.State),
                ("$reason", verdict.Reason),
                ("$counted", verdict.CountsAttempt ? 1 : 0),
                ("$due", now + (long)Math.Ceiling(verdict.Delay.TotalMilliseconds)),
                ("$settled", verdict.State == DeliveryState.Pending ? null : now),
                ("$id", result.DeliveryId),
                ("$token", result.FencingToken));
            if (changed == 1 && verdict.State == DeliveryState.Failed)
            {
                session.Execute(SqliteSql.AddNotice, ("$reason", verdict.Reason), ("$now", now), ("$id", result.DeliveryId));
            }
            else if (changed == 0 && verdict.State != DeliveryState.Pending && !Stands(session, result))
            {
                late.Add(result);
            }
        }

        return late;
    }

    private static bool Stands(SqliteSession session, DeliveryResult result) => session.Query(
        SqliteSql.Stands,
        _ => true,
        ("$id", result.DeliveryId),
        ("$token", result.FencingToken),
        ("$state", (int)result.Transition.State),
        ("$reason", result.Transition.Reason)).Count > 0;

    // The writer makes the schema that readers need.
    private async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (_ready is not { IsCompletedSuccessfully: true })
        {
            _ready = _writer.RunAsync(_ => 0, cancellationToken);
            await _ready.ConfigureAwait(false);
        }

        return await _readers.RunAsync(read, cancellationToken).ConfigureAwait(false);
    }
}
