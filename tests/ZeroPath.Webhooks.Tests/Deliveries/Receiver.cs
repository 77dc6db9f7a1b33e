using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A real receiver on a free loopback port.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly WebApplication _app;

    private Receiver(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", async context =>
        {
            _received.Writer.TryWrite(context.Request.Headers["webhook-id"].ToString());
            await answer(context);
        });
    }

    public WebhookEndpoint Endpoint => new() { Name = "receiver", Url = new($"{_app.Urls.Single()}/hook") };

    public static async Task<Receiver> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var receiver = new Receiver(answer ?? (_ => Task.CompletedTask));
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The <c>webhook-id</c> of the next request, when it comes.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken) =>
        await _received.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);

    public int Waiting => _received.Reader.Count;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
