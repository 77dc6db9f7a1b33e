using System.Net.Sockets;
using System.Text;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>
/// A server that keeps connections open, as far as it says, and ends each, without a word, after so many answers: when the next request
/// has come, the way a server's idle timeout does that goes off just then.
/// </summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private readonly ConnectionServer _server;
    private readonly Func<int, int?> _answers;
    private int _connections;
    private int _answered;
    private int _broken;

    /// <param name="answers">How many requests the connection of a number, from 1, answers; null for all.</param>
    public ClosingServer(Func<int, int?> answers)
    {
        _answers = answers;
        _server = new(ServeAsync);
    }

    public Uri Url => new($"http://{_server.Address}/hook");

    public int Connections => Volatile.Read(ref _connections);

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How many requests came and got no answer.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var most = _answers(Interlocked.Increment(ref _connections));
        for (var answered = 0; await ReadRequestAsync(stream, stop); answered++)
        {
            if (answered == most)
            {
                Interlocked.Increment(ref _broken);
                return;
            }

            Interlocked.Increment(ref _answered);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
        }
    }

    private static async Task<bool> ReadRequestAsync(NetworkStream stream, CancellationToken stop)
    {
        var request = new byte[64 * 1024];
        var length = 0;
        do
        {
            var read = await stream.ReadAsync(request.AsMemory(length), stop);
            if (read == 0)
            {
                return false;
            }

            length += read;
        }
        while (!IsWhole(Encoding.Latin1.GetString(request, 0, length)));
        return true;
    }

    private static bool IsWhole(string request)
    {
        const string name = "Content-Length: ";
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var header = request.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return end >= 0 && request.Length >= end + 4
            + int.Parse(
                request[(header + name.Length)..request.IndexOf("\r\n", header, StringComparison.Ordinal)],
                System.Globalization.CultureInfo.InvariantCulture);
    }
}
