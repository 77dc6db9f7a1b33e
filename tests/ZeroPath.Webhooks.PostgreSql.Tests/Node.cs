using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ZeroPath.Webhooks.Deliveries;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>A host with everything that a real one has, whose one endpoint is a <see cref="Receiver"/>.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    public Node(NpgsqlDataSource dataSource, string schema, Receiver receiver, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddZeroPathWebhooks()
            .UsePostgreSqlStore(dataSource, schema)
            .Configure(options =>
            {
                // Whatever is sent was announced, not found by polling.
                options.PollInterval = TimeSpan.FromHours(1);
                options.AttemptTimeout = TimeSpan.FromSeconds(2);
                options.Lease = TimeSpan.FromSeconds(5);
            })
            .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
            .AddSubscription(new() { EndpointId = "sink" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => receiver));
        configure?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IWebhookPublisher Publisher => Services.GetRequiredService<IWebhookPublisher>();

    public PostgreSqlDeliveryStore Store => Services.GetRequiredService<PostgreSqlDeliveryStore>();

    public static WebhookEvent Event => EventCatalog.All[0].CreateSample().Event;

    public static async Task<Node> StartAsync(
        NpgsqlDataSource dataSource, string schema, Receiver receiver, Action<IServiceCollection>? configure = null)
    {
        var node = new Node(dataSource, schema, receiver, configure);
        await node._host.StartAsync();
        return node;
    }

    /// <summary>A node that publishes, and leaves sending to others.</summary>
    public static void WithoutPump(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DeliveryPump"));

    public Task StartAsync() => _host.StartAsync();

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
                        ids.Add((await Publisher.PublishAsync(Event, key)).EventId);
                        return true;
                    }
                    catch (NpgsqlException)
                    {
                        return false;
                    }
                },
                "the event is published");
        }

        return [.. ids];
    }

    public async Task<string[]> PublishAsync(int count)
    {
        var results = await Publisher.PublishAsync([.. Enumerable.Range(0, count).Select(_ => new Publication(Publisher.CreatePayload(Event)))]);
        return [.. results.Select(result => result.EventId)];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
