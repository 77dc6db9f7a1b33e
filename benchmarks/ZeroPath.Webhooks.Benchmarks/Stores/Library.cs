using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>An application with the library, which publishes in bulk while its host delivers.</summary>
internal sealed class Library : IContender
{
    private readonly LoopbackSink _sink;
    private readonly IHost _host;
    private readonly IDeliveryStore _store;

    private Library(IHost host, LoopbackSink sink) =>
        (_host, _sink, _store) = (host, sink, host.Services.GetRequiredService<IDeliveryStore>());

    public IWebhookPublisher Publisher => _host.Services.GetRequiredService<IWebhookPublisher>();

    public static WebhookEvent Event { get; } = EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;

    public static async Task<Library> StartAsync(LoopbackSink sink, Action<ZeroPathWebhooksBuilder> useStore)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        useStore(builder.Services.AddZeroPathWebhooks()
            .Configure(options => (options.AllowHttp, options.MaxConcurrency) = (true, BareClient.Concurrency))
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
            .AddEndpoint(
                new() { Name = "sink", Url = sink.Url, Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" } })
            .AddSubscription(new() { EndpointId = "sink" }));
        var host = builder.Build();
        await host.StartAsync();
        return new(host, sink);
    }

    public async Task PublishAndDeliverAsync(int events)
    {
        var before = _sink.Count;
        for (var published = 0; published < events; published += StoreComparison.Batch)
        {
            var size = Math.Min(StoreComparison.Batch, events - published);
            await Publisher.PublishAsync(Enumerable.Repeat(Event, size));
        }

        await WhenSinkHasAsync(before + events);
    }

    /// <summary>Waits until the sink has got so many requests and nothing is pending any more.</summary>
    public async Task WhenSinkHasAsync(int requests)
    {
        // The store is not asked while there is still something to do.
        await _sink.WhenCountAsync(requests);
        await WhenDeliveredAsync();
        if (_sink.Count != requests)
        {
            throw new InvalidOperationException($"The sink got {_sink.Count - requests} requests too many.");
        }
    }

    /// <summary>Waits until nothing is pending any more.</summary>
    public async Task WhenDeliveredAsync()
    {
        while (await _store.NextDueAsync(LeaseRequest.Any, CancellationToken.None) is not null)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
