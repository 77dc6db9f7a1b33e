using Microsoft.Extensions.Logging.Abstractions;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>A store without a host.</summary>
internal static class TestStore
{
    public static WebhookStore Open(string connectionString) => Open(new SqliteStoreOptions { ConnectionString = connectionString });

    public static WebhookStore Open(SqliteStoreOptions options) => SqliteStore.Create(
        options,
        TimeProvider.System,
        new WorkSignal(TimeProvider.System),
        NullLogger<SqliteStore>.Instance);

    /// <summary>An event with one delivery.</summary>
    public static PublishedEvent NewEvent(string id, byte[] body) => new()
    {
        Id = id,
        Type = WebhookEventType.ScanComplete,
        PublishedAt = TimeProvider.System.GetUtcNow(),
        Body = body,
        Deliveries =
        [
            new()
            {
                Id = $"dlv_{id}",
                EventId = id,
                EventType = WebhookEventType.ScanComplete,
                EndpointId = "sink",
                SubscriptionIds = [],
                CreatedAt = TimeProvider.System.GetUtcNow(),
            },
        ],
    };
}
