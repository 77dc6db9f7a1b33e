using System.Net;
using System.Net.Http.Headers;
using BenchmarkDotNet.Attributes;
using ZeroPath.Webhooks.Benchmarks.Stores;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>
/// Events published and delivered through the library in a host, against the same requests made by a bare loop around an
/// <see cref="HttpClient"/>: 64 at once, the same body, as many headers, the same time to answer. The sink costs both the same. The garbage
/// collector is the one that ASP.NET Core applications use.
/// </summary>
[MemoryDiagnoser]
[GcServer(true)]
public class DeliveryBenchmarks : IAsyncDisposable
{
    public const int Events = 2_000;

    private const int Concurrency = 64;

    private readonly LoopbackSink _sink = new();
    private readonly byte[] _body = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());
#pragma warning disable RS0030 // The yardstick is just that.
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
#pragma warning restore RS0030
    private Library _library = null!;

    [GlobalSetup]
    public async Task StartAsync() =>
        _library = await Library.StartAsync(_sink, webhooks => webhooks.UseInMemoryStore(keepFinishedEvents: 0));

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _library.DisposeAsync();
        _client.Dispose();
        _sink.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public async Task BareHttpClient()
    {
        var left = Events;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var request = CreateRequest();
                using var response = await _client.SendAsync(request, CancellationToken.None);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"The sink answered {response.StatusCode}.");
                }

                await response.Content.CopyToAsync(Stream.Null);
            }
        }));
    }

    /// <summary>Each published in a work item of its own, as the requests of a web application do.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task PublishAndDeliver()
    {
        var (left, before) = (Events, _sink.Count);
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await _library.Publisher.PublishAsync(Library.Event);
                await Task.Yield();
            }
        })));
        await _library.WhenSinkHasAsync(before + Events);
    }

    /// <summary>Published by one caller, a batch at a time.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task PublishBatchesAndDeliver() => _library.PublishAndDeliverAsync(Events);

    private HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _sink.Url) { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer token");
        request.Headers.TryAddWithoutValidation("User-Agent", "ZeroPath.Webhooks/0.1.0");
        request.Headers.TryAddWithoutValidation("webhook-id", "evt_00000000000000000000000000000000");
        request.Headers.TryAddWithoutValidation("webhook-timestamp", "1729101000");
        request.Headers.TryAddWithoutValidation("zeropath-event", "SCAN_COMPLETE");
        request.Headers.TryAddWithoutValidation("zeropath-delivery", "dlv_00000000000000000000000000000000");
        request.Headers.TryAddWithoutValidation("zeropath-attempt", "1");
        return request;
    }
}
