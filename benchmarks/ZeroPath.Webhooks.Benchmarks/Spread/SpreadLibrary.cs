using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Spread;

/// <summary>An application with many customers, each with an endpoint of its own.</summary>
internal sealed class SpreadLibrary(IHost host, LoopbackSink sink, int endpoints) : IAsyncDisposable
{
    private const int Events = 20_000;

    public static async Task<SpreadLibrary> StartAsync(LoopbackSink sink, int endpoints, Action<ZeroPathWebhooksBuilder> useStore)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => options.AllowHttp = true)
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")));
        for (var i = 0; i < endpoints; i++)
        {
            webhooks
                .AddEndpoint(new() { Name = $"endpoint {i}", Url = sink.Url, OrganizationId = Organization(i) })
                .AddSubscription(new() { EndpointId = $"endpoint {i}", OrganizationId = Organization(i) });
        }

        useStore(webhooks);
        var host = builder.Build();
        await host.StartAsync();
        return new(host, sink, endpoints);
    }

    /// <summary>Publishes events, spread evenly over all endpoints, and waits until all are delivered and that is recorded.</summary>
    public async Task<SpreadRate> MeasureAsync()
    {
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        var store = host.Services.GetRequiredService<IDeliveryStore>();
        GC.Collect();
        var goal = sink.WhenCountAsync(sink.Count + Events);
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var published = 0; published < Events; published += StoreComparison.Batch)
        {
            await publisher.PublishAsync([.. Enumerable.Range(published, StoreComparison.Batch)
                .Select(i => EventOf(i % endpoints))]);
        }

        await goal;
        while (await store.NextDueAsync(LeaseRequest.Any, CancellationToken.None) is not null)
        {
            await Task.Yield();
        }

        return new(Events / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor) / Events);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static ScanCompleteEvent EventOf(int customer)
    {
        var sample = (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization.Id = Organization(customer);
        return sample;
    }

    private static string Organization(int number) => number.ToString(CultureInfo.InvariantCulture);
}
