using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>An application with a receiver, on a real server on this machine.</summary>
internal sealed class ReceiverBed : IAsyncDisposable
{
    public const string Path = "/webhooks/zeropath";
    public const string Token = "Bearer token";

    public static readonly byte[] Body = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());

    private readonly WebApplication _app;

    private ReceiverBed(WebApplication app) => _app = app;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 100 });

    /// <summary>What the handler of all events got.</summary>
    public ConcurrentQueue<ReceivedWebhook<WebhookEvent>> Handled { get; } = new();

    /// <summary>What the handler of all events does.</summary>
    public Func<ReceivedWebhook<WebhookEvent>, CancellationToken, Task> Handle { get; set; } = (_, _) => Task.CompletedTask;

    public Uri Url => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public IJobStore Store => Services.GetRequiredService<IJobStore>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="receiver">What the receiver accepts; a static token unless set.</param>
    /// <param name="configure">Sets up everything else.</param>
    /// <param name="map">Maps it; to <see cref="Path"/> unless set.</param>
    /// <param name="handlesAll">Whether there is a handler of all events.</param>
    public static async Task<ReceiverBed> StartAsync(
        Action<WebhookReceiverOptions>? receiver = null,
        Action<ZeroPathWebhooksBuilder>? configure = null,
        Action<WebApplication>? map = null,
        bool handlesAll = true)
    {
        ReceiverBed? bed = null;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .AddReceiver(receiver ?? (options => options.Headers["Authorization"] = [Token]));
        if (handlesAll)
        {
            webhooks.AddHandler<WebhookEvent>("all", (_, received, cancellationToken) =>
            {
                bed!.Handled.Enqueue(received);
                return bed.Handle(received, cancellationToken);
            });
        }

        configure?.Invoke(webhooks);
        bed = new(builder.Build());
        try
        {
            if (map is null)
            {
                bed._app.MapZeroPathWebhooks(Path);
            }

            map?.Invoke(bed._app);
            await bed._app.StartAsync(Cancelled);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> PostAsync(
        byte[]? body = null, string? id = null, string? token = Token, string path = Path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path)) { Content = new ByteArrayContent(body ?? Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Add("Authorization", token);
        Add("webhook-id", id);
        change?.Invoke(request);
        return Client.SendAsync(request, Cancelled);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    public async Task<int> StatusAsync(
        byte[]? body = null, string? id = null, string? token = Token, string path = Path, Action<HttpRequestMessage>? change = null)
    {
        using var response = await PostAsync(body, id, token, path, change);
        return (int)response.StatusCode;
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Url.Port);

    public Task StopAsync() => _app.StopAsync(Cancelled);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
