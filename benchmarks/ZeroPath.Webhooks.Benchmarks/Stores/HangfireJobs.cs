using System.Text;
using Hangfire;
using Hangfire.PostgreSql;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// The same work as Hangfire's jobs in PostgreSQL, one a delivery, enqueued from several threads while 64 workers run them. Nothing waits
/// for its polling: a worker that has ended a job asks for the next one at once.
/// </summary>
internal sealed class HangfireJobs : IContender
{
    private static BareClient? _client;
    private static int _ended;

    private readonly BackgroundJobServer _server;
    private readonly BackgroundJobClient _jobs;

    public HangfireJobs(string connectionString, Uri url)
    {
        _client = new(url);
        var storage = new PostgreSqlStorage(
            new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connectionString, Options), Options);
        _jobs = new(storage);
        _server = new(new BackgroundJobServerOptions { WorkerCount = BareClient.Concurrency }, storage);
    }

    private static PostgreSqlStorageOptions Options { get; } = new()
    {
        QueuePollInterval = TimeSpan.FromMilliseconds(50),
    };

    public static void Post(string body, string eventId, string deliveryId)
    {
        _client!.PostAsync(Encoding.UTF8.GetBytes(body), eventId, deliveryId).GetAwaiter().GetResult();
        Interlocked.Increment(ref _ended);
    }

    public async Task PublishAndDeliverAsync(int events)
    {
        var body = Encoding.UTF8.GetString(BareClient.Body);
        var end = _ended + events;
        var left = events;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var (eventId, deliveryId) = ($"evt_{Guid.CreateVersion7():N}", $"dlv_{Guid.CreateVersion7():N}");
                _jobs.Enqueue(() => Post(body, eventId, deliveryId));
            }
        })));
        while (Volatile.Read(ref _ended) < end)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _client!.Dispose();
        return ValueTask.CompletedTask;
    }
}
