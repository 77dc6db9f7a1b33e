using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>A web application on Kestrel that accepts triggers, under a fake clock, and logs all there is to log.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    private const int MaxPayload = 1000;

    private readonly Channel<InboundTriggerExecution> _executions = Channel.CreateUnbounded<InboundTriggerExecution>();
    private readonly WebApplication _app;

    private TriggerHost(Action<ZeroPathWebhooksBuilder>? configure, string? pattern)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Witness);
        builder.Services.AddRoutingCore().AddHttpLogging(logging => logging.LoggingFields = HttpLoggingFields.All);
        builder.Services.AddSingleton(_executions);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .AddInboundTriggers<Agent>();
        var store = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddZeroPathWebhooks().Services.BuildServiceProvider()
            .GetRequiredService<WebhookStore>();
        Store = new(store.Resources);
        webhooks.UseStore(_ => store with { Resources = Store });
        configure?.Invoke(webhooks);
        _app = builder.Build();
        _app.UseHttpLogging();
        _ = pattern is null
            ? _app.MapZeroPathInboundTriggers(maxPayloadBytes: MaxPayload)
            : _app.MapZeroPathInboundTriggers(pattern, MaxPayload);
    }

    public Witness Witness { get; } = new();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public InboundTriggers Triggers => _app.Services.GetRequiredService<InboundTriggers>();

    public WatchedTriggers Store { get; }

    public Uri Address => new(_app.Urls.First());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TriggerHost> StartAsync(Action<ZeroPathWebhooksBuilder>? configure = null, string? pattern = null)
    {
        var host = new TriggerHost(configure, pattern);
        await host._app.StartAsync(Token);
        return host;
    }

    public Task<IssuedInboundTrigger> CreateAsync(InboundTrigger? trigger = null) =>
        Triggers.CreateAsync(trigger ?? new() { Name = "build" }, cancellationToken: Token);

    public HttpClient CreateClient() => _app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    /// <summary>The next that is executed.</summary>
    public async Task<InboundTriggerExecution> ExecutionAsync() => await _executions.Reader.ReadAsync(Token);

    public async Task<TriggerReply> SendAsync(
        string path, HttpContent? content = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(Address, path))
        {
            Content = content ?? new ByteArrayContent([]),
        };
        foreach (var (name, value) in headers)
        {
            // As they are: two of one name are two lines.
            (name.StartsWith("Content-", StringComparison.Ordinal) ? request.Content.Headers : (HttpHeaders)request.Headers)
                .TryAddWithoutValidation(name, value);
        }

        using var client = CreateClient();
        using var response = await client.SendAsync(request, Token);
        var lines = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(",", header.Value)}").Order(StringComparer.Ordinal).ToList();
        return new(response.StatusCode, lines, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Sends what no client would. The answer is without its date.</summary>
    public async Task<string> SendRawAsync(string start, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Address.Port, Token);
        await using var stream = client.GetStream();
        var lines = (string[])[$"{start} HTTP/1.1", "Host: a", "Connection: close", .. headers, "", ""];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)), Token);
        using var reader = new StreamReader(stream);
        var answer = (await reader.ReadToEndAsync(Token)).Split("\r\n");
        return string.Join('\n', answer.Where(line => !line.StartsWith("Date:", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Witness.Dispose();
    }
}
