using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Tells other nodes of new work and of changed endpoints, and is told by them, so that idle ones need not wait for their next look at the
/// store. It is a hint, on a connection of its own: nothing depends on it.
/// </summary>
internal sealed class PostgreSqlListener(
    NpgsqlDataSource dataSource, string schema, WorkSignal signal, TimeProvider time, ILogger<PostgreSqlListener> logger)
{
    /// <summary>In a smaller pool, the connection that listens would be missed by the work.</summary>
    private const int SmallestPool = 8;

    private const string NotifyStatement = "SELECT pg_notify(@channel, @word)";

    /// <summary>What comes before the node's name in a word that tells of changes.</summary>
    private const string Change = "change ";

    private static readonly TimeSpan PauseBetweenWords = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly string _listenStatement = $"LISTEN \"{schema}\"";

    // One announcement that still waits stands for all that follow.
    private readonly Channel<bool> _work = Single();
    private readonly Channel<bool> _changes = Single();

    /// <summary>Has other nodes told of new work, soon. Without a host that runs <see cref="RunAsync"/> nobody is told.</summary>
    public void Announce() => _work.Writer.TryWrite(true);

    /// <summary>Has other nodes told of changed endpoints or subscriptions, soon.</summary>
    public void AnnounceChange() => _changes.Writer.TryWrite(true);

    /// <summary>Listens and announces until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken stoppingToken) =>
        new NpgsqlConnectionStringBuilder(dataSource.ConnectionString) is { Pooling: true, MaxPoolSize: < SmallestPool }
            ? Task.CompletedTask
            : Task.WhenAll(
                PersistAsync(ListenAsync, stoppingToken),
                PersistAsync(token => AnnounceAsync(_work, _node, token), stoppingToken),
                PersistAsync(token => AnnounceAsync(_changes, Change + _node, token), stoppingToken));

    private static Channel<bool> Single() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task PersistAsync(Func<CancellationToken, Task> run, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await run(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                PostgreSqlLog.NotListening(logger, e, PauseAfterFailure);
                await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        using var connection = await dataSource.OpenConnectionAsync(stoppingToken).ConfigureAwait(false);
        connection.Notification += (_, word) =>
        {
            if (word.Payload.EndsWith(_node, StringComparison.Ordinal))
            {
                return;
            }

            if (word.Payload.StartsWith(Change, StringComparison.Ordinal))
            {
                signal.NotifyChange();
            }
            else
            {
                signal.Notify();
            }
        };
        await connection.ExecuteAsync(_listenStatement, stoppingToken).ConfigureAwait(false);

        // Nobody told this node of what came before it listened.
        signal.Notify();
        signal.NotifyChange();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, stoppingToken).ConfigureAwait(false))
            {
                // A connection that broke somewhere on the way stays silent for ever. This statement fails on it.
                await connection.ExecuteAsync("SELECT 1", stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AnnounceAsync(Channel<bool> announcements, string text, CancellationToken stoppingToken)
    {
        await foreach (var _ in announcements.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            using (var connection = await dataSource.OpenConnectionAsync(stoppingToken).ConfigureAwait(false))
            {
                await connection.ExecuteAsync(NotifyStatement, stoppingToken, ("channel", schema), ("word", text)).ConfigureAwait(false);
            }

            await Task.Delay(PauseBetweenWords, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
