using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

internal sealed class Node(NpgsqlDataSource dataSource, string schema, Receiver receiver, Action<IServiceCollection>? configure = null)
    : StoreNode(receiver, webhooks =>
    {
        webhooks.UsePostgreSqlStore(dataSource, schema);
        configure?.Invoke(webhooks.Services);
    })
{
    public static WebhookEvent Event => EventCatalog.All[0].CreateSample().Event;

    public static async Task<Node> StartAsync(
        NpgsqlDataSource dataSource, string schema, Receiver receiver, Action<IServiceCollection>? configure = null)
    {
        var node = new Node(dataSource, schema, receiver, configure);
        await node.StartAsync();
        return node;
    }

    /// <summary>A node that publishes, and leaves sending to others.</summary>
    public static void WithoutPump(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DeliveryService"));

    /// <summary>Publishes events, one call each, and tries each one again until it is acknowledged.</summary>
    public async Task<string[]> PublishStubbornlyAsync(int count)
    {
        var ids = new List<string>();
        foreach (var key in Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString()))
        {
            await Wait.UntilAsync(
                async () =>
                {
                    try
                    {
                        ids.Add((await Publisher.PublishAsync(Event, new() { IdempotencyKey = key })).EventId);
                        return true;
                    }
                    catch (WebhookStoreException)
                    {
                        return false;
                    }
                },
                "the event is published");
        }

        return [.. ids];
    }
}
