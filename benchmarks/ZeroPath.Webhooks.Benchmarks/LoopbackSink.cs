using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZeroPath.Webhooks.Benchmarks;

/// <summary>The cheapest HTTP server there is: on raw sockets, it answers whatever has a Content-Length.</summary>
internal sealed class LoopbackSink : IDisposable
{
    public static readonly byte[] Gone = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    public static readonly byte[] Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
    public static readonly byte[] Empty = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    public static readonly byte[] Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private readonly RequestHandler? _received;

    private int _count;
    private volatile Goal? _goal;

    /// <param name="received">Gets each request, head and body.</param>
    public LoopbackSink(RequestHandler? received = null)
    {
        _received = received;
        _listener.Start(backlog: 512);
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");
        _ = AcceptAsync();
    }

    public delegate void RequestHandler(ReadOnlySpan<byte> request);

    public Uri Url { get; }

    /// <summary>Whether it reads requests and never answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>What it answers.</summary>
    public byte[] Answer { get; init; } = Ok;

    /// <summary>How long it thinks before it answers.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many requests it has answered, or is answering.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Returns when it has got so many requests.</summary>
    public Task WhenCountAsync(int count)
    {
        var goal = _goal = new(count, new(TaskCreationOptions.RunContinuationsAsynchronously));
        goal.Look(Count);
        return goal.Reached.Task;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        connection.NoDelay = true;
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (await connection.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var read)
        {
            length += read;
            while (LengthOfRequest(buffer.AsSpan(0, length)) is { } request && request <= length)
            {
                _received?.Invoke(buffer.AsSpan(0, request));
                buffer.AsSpan(request, length - request).CopyTo(buffer);
                length -= request;
                if (!Hangs)
                {
                    // Before whoever asked can know: it may be the next one's turn then.
                    var count = Interlocked.Increment(ref _count);
                    if (Delay > TimeSpan.Zero)
                    {
                        await Task.Delay(Delay, TimeProvider.System);
                    }

                    await connection.SendAsync(Answer);
                    _goal?.Look(count);
                }
            }
        }
    }

    /// <returns>The bytes of the first request, with its body; null when its head is not complete.</returns>
    private static int? LengthOfRequest(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var value = bytes[(bytes.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..head];
        var end = value.IndexOf((byte)'\r');
        return head + 4 + int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }

    private sealed record Goal(int Count, TaskCompletionSource Reached)
    {
        public void Look(int count)
        {
            if (count >= Count)
            {
                Reached.TrySetResult();
            }
        }
    }
}
