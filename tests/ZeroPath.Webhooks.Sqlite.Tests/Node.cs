using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

internal sealed class Node(
    SqliteStoreOptions file, Receiver receiver, Action<ZeroPathWebhooksOptions>? configure = null,
    Action<IServiceCollection>? services = null)
    : StoreNode(
        receiver,
        webhooks =>
        {
            webhooks.UseSqliteStore(file).Configure(options => configure?.Invoke(options));
            services?.Invoke(webhooks.Services);
        })
{
    public Node(
        string connectionString, Receiver receiver, Action<ZeroPathWebhooksOptions>? configure = null,
        Action<IServiceCollection>? services = null)
        : this(new SqliteStoreOptions { ConnectionString = connectionString }, receiver, configure, services)
    {
    }

    public static WebhookEvent Event => EventCatalog.All[0].CreateSample().Event;

    public static async Task<Node> StartAsync(string connectionString, Receiver receiver)
    {
        var node = new Node(connectionString, receiver);
        await node.StartAsync();
        return node;
    }
}
