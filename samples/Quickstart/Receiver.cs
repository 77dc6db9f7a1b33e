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
    private readonly WebApplication _app;
    private readonly Action<ReceivedRequest> _tell;
    private int _accepts;

    private Receiver(int holdAfter, Action<ReceivedRequest> tell)
    {
        (_accepts, _tell) = (holdAfter, tell);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public IReadOnlyCollection<ReceivedRequest> Requests => _requests;

    /// <summary>A process's own address, so that its requests can be told from others'.</summary>
    public Uri UrlFor(string sender) => new($"{_app.Urls.Single()}/{sender}/");

    /// <param name="holdAfter">After having accepted so many requests it answers none, until <see cref="Release"/>.</param>
    /// <param name="tell">Is told of each request as it comes.</param>
    public static async Task<Receiver> StartAsync(int holdAfter, Action<ReceivedRequest> tell)
    {
        var receiver = new Receiver(holdAfter, tell);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>From now on it answers every request.</summary>
    public void Release() => Volatile.Write(ref _accepts, int.MaxValue);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await JsonNode.ParseAsync(request.Body, cancellationToken: context.RequestAborted);
        var headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        var path = request.Path.Value!.Split('/');
        var received = new ReceivedRequest(request.Method, path[1], $"/{path[2]}", headers, body, null);
        var status = received.Path switch
        {
            "/down" => StatusCodes.Status500InternalServerError,
            "/flaky" when received.Attempt <= 2 => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status204NoContent,
        };
        var isHeld = status == StatusCodes.Status204NoContent ? Interlocked.Decrement(ref _accepts) < 0 : Volatile.Read(ref _accepts) <= 0;
        received = received with { Answer = isHeld ? null : status };
        _requests.Enqueue(received);
        _tell(received);
        if (isHeld)
        {
            // Until the sender hangs up.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Response.StatusCode = status;
    }
}
