using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Receiver;

/// <summary>
/// The cheapest sender there is: on raw sockets, one request after the other on each of 256 connections, each event with an id of its own.
/// It reads an address and a count from each line of its input, and writes how many seconds it took.
/// </summary>
internal static class LoadClient
{
    private const int Connections = 256;

    private static readonly byte[] Body = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());

    public static async Task RunAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line && line.Split(' ') is [var url, var count])
        {
            var address = new Uri(url);
            var left = int.Parse(count, CultureInfo.InvariantCulture);
            var sockets = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectAsync(address)));
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(sockets.Select(socket => SendAsync(socket, address, () => Interlocked.Decrement(ref left) >= 0)));
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }

    private static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return socket;
    }

    private static async Task SendAsync(Socket socket, Uri address, Func<bool> takeNext)
    {
        var head = $"POST {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json; charset=utf-8\r\n"
            + $"Content-Length: {Body.Length}\r\nAuthorization: {ReceiverServer.Token}\r\nwebhook-id: ";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. "evt_"u8, .. new byte[32], .. "\r\n\r\n"u8, .. Body];

        // As the library sends it.
        var id = request.AsMemory(head.Length + "evt_".Length, 32);
        var answer = new byte[1024];
        while (takeNext())
        {
            Guid.CreateVersion7().TryFormat(id.Span, out _, "N");
            await socket.SendAsync(request);

            // An answer without a body comes in one piece, or in two.
            var length = 0;
            do
            {
                length += await socket.ReceiveAsync(answer.AsMemory(length)) is > 0 and var read
                    ? read
                    : throw new InvalidOperationException("The server has hung up.");
            }
            while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8));

            if (!answer.AsSpan().StartsWith("HTTP/1.1 20"u8))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
            }
        }
    }
}
