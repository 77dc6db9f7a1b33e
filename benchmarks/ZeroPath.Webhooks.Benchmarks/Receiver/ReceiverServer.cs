using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Benchmarks.Events;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Receiver;

/// <summary>A server in this process, with nothing but one endpoint.</summary>
internal sealed class ReceiverServer : IAsyncDisposable
{
    public const string Path = "/webhooks/zeropath";
    public const string Token = "Bearer token";

    private readonly WebApplication _app;

    private long _handled;
    private long _expected;
    private bool _hasHandler;

    private ReceiverServer(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.First()), Path);

    public static async Task<ReceiverServer> StartMinimalAsync()
    {
        var app = CreateBuilder().Build();
        app.MapPost(Path, static async (HttpContext context) =>
        {
            var payload = await context.Request.ReadFromJsonAsync(YardstickJsonContext.Default.PlainPayload);
            context.Response.StatusCode = payload is null ? StatusCodes.Status400BadRequest : StatusCodes.Status202Accepted;
            context.Response.ContentLength = 0;
        });
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A receiver with a token and a handler that does nothing.</summary>
    public static async Task<ReceiverServer> StartAsync(Action<ZeroPathWebhooksBuilder> useStore)
    {
        ReceiverServer? server = null;
        var builder = CreateBuilder();
        var webhooks = builder.Services.AddZeroPathWebhooks().AddHandler<ScanCompleteEvent>("nothing", (_, _, _) =>
        {
            Interlocked.Increment(ref server!._handled);
            return Task.CompletedTask;
        });
        useStore(webhooks.AddReceiver(options => options.Headers["Authorization"] = [Token]));
        server = new(builder.Build()) { _hasHandler = true };
        server._app.MapZeroPathWebhooks(Path);
        await server._app.StartAsync();
        return server;
    }

    public void Expect(int requests) => _expected += requests;

    /// <summary>Returns when the handler has had all that was sent.</summary>
    public async Task HandledAsync()
    {
        while (_hasHandler && Interlocked.Read(ref _handled) < _expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        return builder;
    }
}
