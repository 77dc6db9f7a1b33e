using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Quickstart;

/// <summary>A web server on a free loopback port. It keeps what it gets, and fails where its paths say so.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> _requests = [];
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly WebApplication _app;

    private Receiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public IReadOnlyCollection<ReceivedRequest> Requests => _requests;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public Uri UrlOf(string path) => new(new Uri(_app.Urls.Single()), path);

    /// <summary>Returns when so many requests have arrived, or when the time is over.</summary>
    public async Task WaitForAsync(int count, TimeSpan atMost)
    {
        using var timeout = new CancellationTokenSource(atMost);
        try
        {
            for (; count > 0; count--)
            {
                await _arrivals.WaitAsync(timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What is missing shows in the comparison.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrivals.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await JsonNode.ParseAsync(request.Body, cancellationToken: context.RequestAborted);
        var earlier = _requests.Count(other => other.Path == request.Path && other["webhook-id"] == request.Headers["webhook-id"]);
        context.Response.StatusCode = request.Path.Value switch
        {
            "/down" => 500,
            "/flaky" when earlier < 2 => 503,
            _ => 204,
        };
        var headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        _requests.Enqueue(new(request.Method, request.Path!, headers, body, context.Response.StatusCode));
        _arrivals.Release();
    }
}
