using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A server on a free loopback port that reads a request and then does to the connection what it was told to.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private readonly Func<Stream, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;

    /// <param name="answer">What it does with a connection on which a request came.</param>
    /// <param name="certificate">What it shows when it speaks TLS.</param>
    public RawServer(Func<Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}/hook");

    /// <summary>What was received, whole.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>A port on loopback where nobody listens.</summary>
    public static Uri NobodyThere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}/hook");
    }

    public static Func<Stream, CancellationToken, Task> Says(string text, bool thenHangs = false) => async (stream, token) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), token);
        if (thenHangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
    };

    public static Func<Stream, CancellationToken, Task> SaysForEver(string beginning, string then, TimeSpan pause = default) =>
        async (stream, token) =>
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
                await using var stream = await StartAsync(client.GetStream());
                await ReadRequestAsync(stream);
                await _answer(stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
            }
        }
    }

    // All of it: to close a connection with something unread resets it. What is no POST is a TLS handshake, and has no end.
    private async Task ReadRequestAsync(Stream stream)
    {
        var request = new byte[64 * 1024];
        var length = 0;
        do
        {
            length += await stream.ReadAtLeastAsync(request.AsMemory(length), 1, throwOnEndOfStream: true, _stop.Token);
        }
        while (request[0] == 'P' && request[length - 1] != '}');
        Requests.Enqueue(Encoding.Latin1.GetString(request, 0, length));
    }

    private async Task<Stream> StartAsync(NetworkStream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);

        // Offline: the server's side would download the issuers of its own certificate.
        var context = SslStreamCertificateContext.Create(_certificate, additionalCertificates: null, offline: true);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, _stop.Token);
        return secure;
    }
}
