using ZeroPath.Webhooks.Benchmarks.Stores;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>The least that delivering can be: a plain client, 64 requests at once, and nothing kept.</summary>
internal sealed class BareLoop(Uri url) : IContender
{
    private readonly BareClient _client = new(url);

    public async Task PublishAndDeliverAsync(int events)
    {
        var left = events;
        await Task.WhenAll(Enumerable.Range(0, BareClient.Concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await _client.PostAsync(BareClient.Body, "evt_00000000000000000000000000000000", "dlv_00000000000000000000000000000000");
            }
        }));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
