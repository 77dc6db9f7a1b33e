using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Fairness;

/// <summary>An application with twenty endpoints. Some of them get other events than the rest, and can be made to hang.</summary>
internal sealed class ManyEndpoints : IAsyncDisposable
{
    private const int Endpoints = 20;
    private const int EventsAtOnce = 500;
    private const int PacedEvents = 50;
    private const int Chunk = 1_000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly WebhookEvent OfHanging = EventCatalog.Find(WebhookEventType.RepoAdded)!.CreateSample().Event;

    private readonly List<double> _latencies = [];
    private readonly LoopbackSink _sink;
    private readonly LoopbackSink _hangingSink = new();
    private readonly int _hanging;
    private readonly IHost _host;
    private readonly IWebhookPublisher _publisher;

    private ManyEndpoints(int hanging, Action<ZeroPathWebhooksBuilder> useStore)
    {
        _hanging = hanging;
        _sink = new(Arrived);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => options.AllowHttp = true)
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")));
        for (var i = 0; i < Endpoints; i++)
        {
            var (sink, type) = i < hanging ? (_hangingSink, WebhookEventType.RepoAdded) : (_sink, WebhookEventType.ScanComplete);
            webhooks
                .AddEndpoint(new() { Name = $"endpoint {i}", Url = sink.Url })
                .AddSubscription(new() { EndpointId = $"endpoint {i}", EventTypes = EventTypeScope.Of(type) });
        }

        useStore(webhooks);
        _host = builder.Build();
        _publisher = _host.Services.GetRequiredService<IWebhookPublisher>();
    }

    private int Well => Endpoints - _hanging;

    /// <summary>Starts it, and lets each endpoint show what it takes.</summary>
    public static async Task<ManyEndpoints> StartAsync(int hanging, Action<ZeroPathWebhooksBuilder> useStore)
    {
        var started = new ManyEndpoints(hanging, useStore);
        await started._host.StartAsync();
        await started.PublishToHangingAsync(EventsAtOnce);
        await UntilAsync(() => started._hangingSink.Count == EventsAtOnce * hanging);
        await started.DeliverAsync();
        return started;
    }

    /// <summary>From now on the first endpoints hang, and so many deliveries to them are due.</summary>
    public async Task HangAsync(int deliveries)
    {
        _hangingSink.Hangs = true;
        await PublishToHangingAsync(deliveries / _hanging);
    }

    /// <returns>How many deliveries a second the others get, of as many events as can be.</returns>
    public async Task<double> DeliverAsync()
    {
        var end = _sink.Count + (EventsAtOnce * Well);
        var watch = Stopwatch.StartNew();
        await _publisher.PublishAsync([.. Enumerable.Range(0, EventsAtOnce).Select(_ => new PublishRequest(Event()))]);
        await UntilAsync(() => _sink.Count == end);
        return EventsAtOnce * Well / watch.Elapsed.TotalSeconds;
    }

    /// <returns>
    /// The 95th percentile of the milliseconds from the publish to the arrival at one of the others, of one event every 20 ms.
    /// </returns>
    public async Task<double> MeasureLatencyAsync()
    {
        lock (_latencies)
        {
            _latencies.Clear();
        }

        var end = _sink.Count + (PacedEvents * Well);
        using var pace = new PeriodicTimer(Pace);
        for (var i = 0; i < PacedEvents; i++)
        {
            await _publisher.PublishAsync(Event());
            await pace.WaitForNextTickAsync();
        }

        await UntilAsync(() => _sink.Count == end);
        lock (_latencies)
        {
            _latencies.Sort();
            return _latencies[_latencies.Count * 95 / 100];
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What hangs is not waited for.
        await _host.StopAsync(new CancellationToken(canceled: true));
        await ((IAsyncDisposable)_host).DisposeAsync();
        _sink.Dispose();
        _hangingSink.Dispose();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            if (watch.Elapsed > Longest)
            {
                throw new TimeoutException($"Not all was delivered within {Longest}.");
            }
        }
    }

    /// <summary>It says in the scan's id when it was made.</summary>
    private static ScanCompleteEvent Event()
    {
        var sample = (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Scan.Id = $"at {Stopwatch.GetTimestamp()}";
        return sample;
    }

    private async Task PublishToHangingAsync(int events)
    {
        for (var published = 0; published < events; published += Chunk)
        {
            await _publisher.PublishAsync([.. Enumerable.Repeat(OfHanging, Math.Min(Chunk, events - published))]);
        }
    }

    private void Arrived(ReadOnlySpan<byte> request)
    {
        var mark = request.IndexOf("\"at "u8);
        if (mark >= 0 && Utf8Parser.TryParse(request[(mark + 4)..], out long made, out _))
        {
            lock (_latencies)
            {
                _latencies.Add(Stopwatch.GetElapsedTime(made).TotalMilliseconds);
            }
        }
    }
}
