using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>
/// An application with the library. It has a customer for each endpoint, and each event goes to one customer; an event of no customer goes
/// to all.
/// </summary>
internal sealed class LoadLibrary : IContender
{
    private readonly SinkProcess _sink;
    private readonly IHost _host;
    private readonly IDeliveryStore _store;
    private readonly int _endpoints;

    private LoadLibrary(IHost host, SinkProcess sink, int endpoints) =>
        (_host, _sink, _store, _endpoints) = (host, sink, host.Services.GetRequiredService<IDeliveryStore>(), endpoints);

    public IWebhookPublisher Publisher => _host.Services.GetRequiredService<IWebhookPublisher>();

    public IServiceProvider Services => _host.Services;

    public static async Task<LoadLibrary> StartAsync(
        SinkProcess sink, string store, string source, int endpoints = 1, Action<ZeroPathWebhooksOptions>? configure = null)
    {
        var library = OfPublishers(sink, store, source, endpoints, configure);
        await library._host.StartAsync();
        return library;
    }

    /// <summary>An application that publishes, and leaves it to others to deliver.</summary>
    public static LoadLibrary OfPublishers(
        SinkProcess sink, string store, string source, int endpoints = 1, Action<ZeroPathWebhooksOptions>? configure = null) =>
        new(Build(sink.Well, store, source, endpoints, configure), sink, endpoints);

    public static IHost Build(
        Uri sink, string store, string source, int endpoints = 1, Action<ZeroPathWebhooksOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => (options.AllowHttp, options.MaxConcurrency) = (true, BareClient.Concurrency))
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
            .Configure(configure ?? (_ => { }));
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" };
        for (var i = 0; i < endpoints; i++)
        {
            webhooks
                .AddEndpoint(new() { Name = $"sink {i}", Url = sink, Headers = headers })
                .AddSubscription(new() { EndpointId = $"sink {i}", OrganizationId = endpoints == 1 ? null : Customer(i) })
                .AddSubscription(new() { EndpointId = $"sink {i}", OrganizationId = "all" });
        }

        LoadStore.Use(webhooks, store, source);
        return builder.Build();
    }

    /// <summary>An event of a customer; of all of them when there is no number.</summary>
    /// <param name="customer">Which one.</param>
    /// <param name="isTimed">Whether the sink takes the time from now to its arrival.</param>
    public static WebhookEvent Event(int? customer = null, bool isTimed = false)
    {
        var sample = (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization.Id = customer is { } number ? Customer(number) : "all";
        sample.Scan.Id = isTimed ? $"at {Stopwatch.GetTimestamp()}" : sample.Scan.Id;
        return sample;
    }

    /// <summary>Publishes in batches, spread evenly over the customers.</summary>
    public async Task PublishAndDeliverAsync(int events)
    {
        var before = await _sink.CountAsync();
        for (var published = 0; published < events; published += IContender.Batch)
        {
            await Publisher.PublishAsync(
            [
                .. Enumerable.Range(published, Math.Min(IContender.Batch, events - published)).Select(i => Event(i % _endpoints)),
            ]);
        }

        await WhenDeliveredAsync(before + events);
    }

    /// <summary>Publishes by so many callers, each event in a call of its own.</summary>
    /// <returns>How long each call took, in milliseconds, in ascending order.</returns>
    public async Task<double[]> PublishSinglesAsync(int events, int callers)
    {
        var left = events;
        var times = new double[events];
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) is >= 0 and var index)
            {
                var start = Stopwatch.GetTimestamp();
                await Publisher.PublishAsync(Event(index % _endpoints));
                times[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                await Task.Yield();
            }
        })));
        Array.Sort(times);
        return times;
    }

    /// <summary>Waits until the sink has got so many requests, and nothing is pending any more.</summary>
    public async Task WhenDeliveredAsync(int requests)
    {
        await _sink.WhenCountAsync(requests);
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

    private static string Customer(int number) => number.ToString(CultureInfo.InvariantCulture);
}
