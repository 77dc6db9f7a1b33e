using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Worker;

/// <summary>A process of its own with a receiver.</summary>
public sealed class ReceivingProcess : IDisposable
{
    private static readonly byte[] Body = WebhookJson.Write(EventCatalog.All[0].CreateSample());

    private readonly HttpClient _client = new(new SocketsHttpHandler());
    private readonly Process _process;

    private ReceivingProcess(Process process) => _process = process;

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="connectionString">Of the store.</param>
    /// <param name="stopsAt">Where its handler stops.</param>
    public static async Task<ReceivingProcess> StartAsync(string kind, string connectionString, ReceivingStop stopsAt = ReceivingStop.Never)
    {
        var worker = new ReceivingProcess(Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"), ["receive", kind, connectionString, $"{stopsAt}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        worker._client.BaseAddress = new(await worker.ReadLineAsync());
        return worker;
    }

    /// <summary>What it says next: where it stopped.</summary>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The receiver has ended.");

    /// <returns>The status; null when the process was killed meanwhile.</returns>
    public async Task<HttpStatusCode?> PostAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(Body),
            Headers = { { "webhook-id", id } },
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _client.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Without warning.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _client.Dispose();
    }
}
