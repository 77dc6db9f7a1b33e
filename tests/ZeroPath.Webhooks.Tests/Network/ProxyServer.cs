using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>
/// A proxy on this machine that makes tunnels to loopback, whatever host is asked for, and writes down what it is asked.
/// </summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly ConnectionServer _server;
    private readonly string? _credentials;

    /// <param name="credentials">User and password that it demands; null for none.</param>
    public ProxyServer(string? credentials = null)
    {
        _credentials = credentials;
        _server = new(ServeAsync);
    }

    public Uri Url => new($"http://{_server.Address}");

    /// <summary>The head of each request, whole.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What it says where it makes no tunnel; null when it makes one.</summary>
    public string? Refusal { get; init; }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream client, CancellationToken stop)
    {
        while (await ReadHeadAsync(client, stop) is { } head)
        {
            Requests.Enqueue(head);
            var basic = $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(_credentials ?? ""))}\r\n";
            if (_credentials is not null && !head.Contains(basic, StringComparison.OrdinalIgnoreCase))
            {
                await SayAsync(client, "407 Who Are You\r\nProxy-Authenticate: Basic realm=\"proxy\"", stop);
            }
            else if (Refusal is not null)
            {
                await SayAsync(client, Refusal, stop);
            }
            else
            {
                await TunnelAsync(client, head, stop);
                return;
            }
        }
    }

    private static async Task TunnelAsync(NetworkStream near, string head, CancellationToken stop)
    {
        // CONNECT receiver.example.com:12345 HTTP/1.1
        var port = int.Parse(head.Split(' ')[1].Split(':')[^1], CultureInfo.InvariantCulture);
        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, port, stop);
        await near.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), stop);
        var far = target.GetStream();
        await Task.WhenAny(near.CopyToAsync(far, stop), far.CopyToAsync(near, stop));
    }

    private static async Task SayAsync(NetworkStream client, string status, CancellationToken stop) => await client.WriteAsync(
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"), stop);

    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
