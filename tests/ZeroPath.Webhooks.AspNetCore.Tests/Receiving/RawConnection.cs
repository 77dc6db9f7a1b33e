using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>A client that sends what no well-behaved one does.</summary>
internal sealed class RawConnection : IDisposable
{
    public const string Head = "POST /webhooks/zeropath HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private readonly TcpClient _client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, port, Token);
        connection._client.NoDelay = true;
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _client.GetStream().WriteAsync(bytes, Token);

    /// <summary>The whole answer, which says how long it is.</summary>
    public async Task<string> AnswerAsync()
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsComplete(answer.ToString()))
        {
            answer.Append(
                Encoding.UTF8.GetString(buffer, 0, await _client.GetStream().ReadAtLeastAsync(buffer, 1, cancellationToken: Token)));
        }

        return answer.ToString();
    }

    /// <summary>The status of the answer, as soon as it comes.</summary>
    public async Task<int> StatusAsync()
    {
        var line = new byte["HTTP/1.1 200".Length];
        await _client.GetStream().ReadExactlyAsync(line, Token);
        return int.Parse(line.AsSpan()[^3..]);
    }

    public bool HasAnswer => _client.Available > 0;

    /// <summary>Ends the connection at once, without a farewell.</summary>
    public void Reset()
    {
        // By the socket: its stream would say farewell first.
        _client.Client.LingerState = new(true, 0);
        _client.Client.Close();
    }

    private static bool IsComplete(string answer) =>
        answer.Split("\r\n\r\n") is [var head, var body]
        && body.Length == int.Parse(head.Split("Content-Length: ")[1].Split("\r\n")[0]);

    public void Dispose() => _client.Dispose();
}
