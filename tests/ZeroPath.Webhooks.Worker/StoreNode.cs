using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Worker;

/// <summary>A host with everything that a real one has, whose one endpoint is a <see cref="Receiver"/>.</summary>
public abstract class StoreNode : IAsyncDisposable
{
    private readonly IHost _host;

    protected StoreNode(Receiver receiver, Action<ZeroPathWebhooksBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
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
        configure(webhooks);
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IWebhookPublisher Publisher => Services.GetRequiredService<IWebhookPublisher>();

    public WebhookStore Store => Services.GetRequiredService<WebhookStore>();

    public WebhookHistory History => Services.GetRequiredService<WebhookHistory>();

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Changes an endpoint, and waits until another node routes by it.</summary>
    public async Task ChangeForAsync(StoreNode other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var endpoint = new WebhookEndpoint { Name = $"{Guid.NewGuid()}", Url = new("https://sink.example.com/hook") };
        await Services.GetRequiredService<WebhookRegistry>().AddEndpointAsync(endpoint);
        var follower = other.Services.GetRequiredService<WebhookRegistry>();
        await Wait.UntilAsync(() => follower.Router.FindEndpoint(endpoint.Id) is not null, "the other node routes by the new endpoint");
    }

    public async Task<string[]> PublishAsync(int count)
    {
        var payload = EventCatalog.All[0].CreateSample();
        var results = await Publisher.PublishAsync([.. Enumerable.Repeat(new PublishRequest(payload), count)]);
        return [.. results.Select(result => result.EventId)];
    }

    /// <summary>
    /// Publishes two events in a transaction that it commits, and waits until the second one is settled: its deadline comes first.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="deadlines">Their deadlines.</param>
    public async Task<(PublishedEvent First, PublishedEvent Second)> PublishAsync(
        DbTransaction transaction, (DateTimeOffset First, DateTimeOffset Second) deadlines)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var @event = EventCatalog.All[0].CreateSample().Event;
        var first = await Publisher.PublishAsync(@event, new() { Transaction = transaction, Deadline = deadlines.First });
        var second = await Publisher.PublishAsync(@event, new() { Transaction = transaction, Deadline = deadlines.Second });
        await transaction.CommitAsync();
        await Wait.UntilAsync(
            async () => (await History.FindEventAsync(second.EventId))!.Deliveries[0].State != DeliveryState.Pending, "it is settled");
        return ((await History.FindEventAsync(first.EventId))!, (await History.FindEventAsync(second.EventId))!);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
