namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A request as the network saw it.</summary>
internal sealed record SentRequest(DateTimeOffset At, string Method, Uri Url, Dictionary<string, string> Headers, byte[] Body)
{
    public static async Task<SentRequest> OfAsync(HttpRequestMessage message, TimeProvider time) => new(
        time.GetUtcNow(),
        message.Method.Method,
        message.RequestUri!,
        message.Headers.Concat(message.Content!.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(",", header.Value)),
        await message.Content.ReadAsByteArrayAsync());
}
