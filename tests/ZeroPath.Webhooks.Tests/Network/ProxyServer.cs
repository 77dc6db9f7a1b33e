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
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly string? _credentials;

    /// <param name="credentials">User and password that it demands; null for none.</param>
    public ProxyServer(string? credentials = null)
    {
        _credentials = credentials;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The head of each request, whole.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What it says where it makes no tunnel; null when it makes one.</summary>
    public string? Refusal { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                while (await ReadHeadAsync(client.GetStream()) is { } head)
                {
                    Requests.Enqueue(head);
                    var basic = $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(_credentials ?? ""))}\r\n";
                    if (_credentials is not null && !head.Contains(basic, StringComparison.OrdinalIgnoreCase))
                    {
                        await SayAsync(client, "407 Who Are You\r\nProxy-Authenticate: Basic realm=\"proxy\"");
                    }
                    else if (Refusal is not null)
                    {
                        await SayAsync(client, Refusal);
                    }
                    else
                    {
                        await TunnelAsync(client, head);
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task TunnelAsync(TcpClient client, string head)
    {
        // CONNECT receiver.example.com:12345 HTTP/1.1
        var port = int.Parse(head.Split(' ')[1].Split(':')[^1], CultureInfo.InvariantCulture);
        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
        await client.GetStream().WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), _stop.Token);
        var (near, far) = (client.GetStream(), target.GetStream());
        await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
    }

    private async Task SayAsync(TcpClient client, string status) => await client.GetStream().WriteAsync(
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"), _stop.Token);

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
