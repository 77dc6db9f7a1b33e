using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Deliveries;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>A host with everything that a real one has, whose one endpoint is a <see cref="Receiver"/>.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    public Node(SqliteStoreOptions file, Receiver receiver, Action<ZeroPathWebhooksOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddZeroPathWebhooks()
            .UseSqliteStore(file)
            .Configure(options =>
            {
                // Whatever is sent was announced, not found by polling.
                options.PollInterval = TimeSpan.FromHours(1);
                options.AttemptTimeout = TimeSpan.FromSeconds(2);
                options.Lease = TimeSpan.FromSeconds(5);
                configure?.Invoke(options);
            })
            .AddEndpoint(new() { Name = "sink", Url = new("https://sink.example.com/hook") })
            .AddSubscription(new() { EndpointId = "sink" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => receiver));
        _host = builder.Build();
    }

    public Node(string connectionString, Receiver receiver, Action<ZeroPathWebhooksOptions>? configure = null)
        : this(new SqliteStoreOptions { ConnectionString = connectionString }, receiver, configure)
    {
    }

    public static WebhookEvent Event => EventCatalog.All[0].CreateSample().Event;

    public IWebhookPublisher Publisher => _host.Services.GetRequiredService<IWebhookPublisher>();

    public SqliteDeliveryStore Store => _host.Services.GetRequiredService<SqliteDeliveryStore>();

    public static async Task<Node> StartAsync(string connectionString, Receiver receiver)
    {
        var node = new Node(connectionString, receiver);
        await node.StartAsync();
        return node;
    }

    public Task StartAsync() => _host.StartAsync();

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
