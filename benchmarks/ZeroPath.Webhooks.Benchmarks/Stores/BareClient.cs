using System.Globalization;
using System.Net.Http.Headers;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>What the ceilings and Hangfire send with: a plain <see cref="HttpClient"/>, the library's headers and body.</summary>
internal sealed class BareClient(Uri url) : IDisposable
{
    public const int Concurrency = 64;

    public static readonly byte[] Body = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());

#pragma warning disable RS0030 // The yardstick is just that.
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
#pragma warning restore RS0030

    /// <returns>The status.</returns>
    public async Task<int> PostAsync(ReadOnlyMemory<byte> body, string eventId, string deliveryId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer token");
        request.Headers.TryAddWithoutValidation("User-Agent", "ZeroPath.Webhooks/0.1.0");
        request.Headers.TryAddWithoutValidation("webhook-id", eventId);
        request.Headers.TryAddWithoutValidation(
            "webhook-timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("zeropath-event", "SCAN_COMPLETE");
        request.Headers.TryAddWithoutValidation("zeropath-delivery", deliveryId);
        request.Headers.TryAddWithoutValidation("zeropath-attempt", "1");
        using var response = await _client.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode
            ? (int)response.StatusCode
            : throw new InvalidOperationException($"The sink answered {response.StatusCode}.");
    }

    /// <summary>Posts a page, 64 at a time.</summary>
    public async Task PostAsync(IReadOnlyList<ClaimedRow> page)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var index && index < page.Count)
            {
                var row = page[index];
                var start = TimeProvider.System.GetTimestamp();
                row.StartedAt = TimeProvider.System.GetUtcNow();
                row.Status = await PostAsync(row.Body, row.EventId, row.DeliveryId);
                row.Duration = TimeProvider.System.GetElapsedTime(start);
            }
        }));
    }

    public void Dispose() => _client.Dispose();
}
