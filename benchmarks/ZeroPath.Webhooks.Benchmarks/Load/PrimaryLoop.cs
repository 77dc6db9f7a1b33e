using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Benchmarks.Stores;

namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Posts with the library's primary handler and nothing else of it, 64 at a time.</summary>
internal sealed class PrimaryLoop : IAsyncDisposable
{
    private readonly Uri _url;
    private readonly bool _hasStream;
    private readonly ServiceProvider _services;
    private readonly HttpMessageInvoker _invoker;

    public PrimaryLoop(Uri url, bool hasStream)
    {
        (_url, _hasStream) = (url, hasStream);
        SocketsHttpHandler? handler = null;
        _services = new ServiceCollection()
            .AddZeroPathWebhooks(options =>
            {
                options.AllowHttp = true;
                options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
            })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(
                (primary, _) => handler = (SocketsHttpHandler)primary))
            .Services.BuildServiceProvider();
        _services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(WebhookHttpClient.Name);
        if (!hasStream)
        {
            handler!.PlaintextStreamFilter = null;
        }

        _invoker = new(handler!, disposeHandler: false);
    }

    public async Task SendAsync(int requests)
    {
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, BareClient.Concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await SendAsync();
            }
        }));
    }

    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return _services.DisposeAsync();
    }

    private async Task SendAsync()
    {
        if (_hasStream)
        {
            Exchange.Current = new();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(BareClient.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var response = await _invoker.SendAsync(request, CancellationToken.None);
        await response.Content.CopyToAsync(Stream.Null);
        response.EnsureSuccessStatusCode();
    }
}
