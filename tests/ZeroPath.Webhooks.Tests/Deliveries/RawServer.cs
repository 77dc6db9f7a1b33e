using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A server on a free loopback port that reads a request and then does to the connection what it was told to.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public RawServer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _accepting = AcceptAsync(answer);
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/hook");

    /// <summary>A port on loopback where nobody listens.</summary>
    public static Uri NobodyThere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}/hook");
    }

    public static Func<NetworkStream, CancellationToken, Task> Says(string text, bool thenHangs = false) => async (stream, token) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), token);
        if (thenHangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
    };

    public static Func<NetworkStream, CancellationToken, Task> SaysForEver(string beginning, string then, TimeSpan pause = default) => async (stream, token) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(beginning), token);
        var bytes = Encoding.Latin1.GetBytes(then);
        while (true)
        {
            await stream.WriteAsync(bytes, token);
            await Task.Delay(pause, TimeProvider.System, token);
        }
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), answer));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> answer)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await ReadRequestAsync(stream);
                await answer(stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    // All of it: to close a connection with something unread resets it. What is no POST is a TLS handshake, and has no end.
    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var request = new byte[64 * 1024];
        var length = 0;
        do
        {
            length += await stream.ReadAtLeastAsync(request.AsMemory(length), 1, throwOnEndOfStream: true, _stop.Token);
        }
        while (request[0] == 'P' && request[length - 1] != '}');
    }
}
