using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ZeroPath.Webhooks.Tests.Network;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A server on a free loopback port that reads a request and then does to the connection what it was told to.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly ConnectionServer _server;
    private readonly Func<Stream, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;

    /// <param name="answer">What it does with a connection on which a request came.</param>
    /// <param name="certificate">What it shows when it speaks TLS.</param>
    public RawServer(Func<Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _server = new(ServeAsync);
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://{_server.Address}/hook");

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

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream connection, CancellationToken stop)
    {
        await using var stream = await StartAsync(connection, stop);
        await ReadRequestAsync(stream, stop);
        await _answer(stream, stop);
    }

    // All of it: to close a connection with something unread resets it. What is no POST is a TLS handshake, and has no end.
    private async Task ReadRequestAsync(Stream stream, CancellationToken stop)
    {
        var request = new byte[64 * 1024];
        var length = 0;
        do
        {
            length += await stream.ReadAtLeastAsync(request.AsMemory(length), 1, throwOnEndOfStream: true, stop);
        }
        while (request[0] == 'P' && request[length - 1] != '}');
        Requests.Enqueue(Encoding.Latin1.GetString(request, 0, length));
    }

    private async Task<Stream> StartAsync(NetworkStream stream, CancellationToken stop)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);

        // Offline: the server's side would download the issuers of its own certificate.
        var context = SslStreamCertificateContext.Create(_certificate, additionalCertificates: null, offline: true);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, stop);
        return secure;
    }
}
