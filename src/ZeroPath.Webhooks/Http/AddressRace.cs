using System.Net;
using System.Net.Sockets;

namespace ZeroPath.Webhooks;

/// <summary>
/// Connects to one of a name's addresses, as RFC 8305 says (D53): families in turn, the next address a quarter of a second after the one
/// before or as soon as that fails, and the first that connects wins. .NET's own takes a name, and not addresses that were judged.
/// </summary>
internal sealed class AddressRace(TimeProvider time)
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <exception cref="SocketException">No address connects. It is the first one's failure.</exception>
    public async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Socket>>(1);
        Exception? failure = null;
        try
        {
            var next = new Queue<IPAddress>(InTurn(addresses));
            while (next.TryDequeue(out var address) || running.Count > 0)
            {
                if (address is not null)
                {
                    running.Add(DialAsync(address, port, stop.Token));
                }

                if (await FirstEndedAsync(running, canWait: next.Count == 0, stop.Token).ConfigureAwait(false) is not { } ended)
                {
                    continue;
                }

                running.Remove(ended);
                if (ended.IsCompletedSuccessfully)
                {
                    return await ended.ConfigureAwait(false);
                }

                failure ??= ended.Exception?.InnerException;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await EndAsync(running).ConfigureAwait(false);
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    // The resolver has sorted the addresses; its first one's family begins.
    private static IEnumerable<IPAddress> InTurn(IPAddress[] addresses)
    {
        var same = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var other = addresses.Except(same).ToList();
        return same.Zip(other).SelectMany(pair => new[] { pair.First, pair.Second })
            .Concat(same.Skip(other.Count)).Concat(other.Skip(same.Count));
    }

    private static async Task<Socket> DialAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whoever lost may have connected meanwhile.</summary>
    private static async Task EndAsync(List<Task<Socket>> running)
    {
        foreach (var loser in running)
        {
            await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (loser.IsCompletedSuccessfully)
            {
                (await loser.ConfigureAwait(false)).Dispose();
            }
        }
    }

    /// <returns>Null when it is the next one's turn before any has ended.</returns>
    private async Task<Task<Socket>?> FirstEndedAsync(List<Task<Socket>> running, bool canWait, CancellationToken cancellationToken)
    {
        if (canWait)
        {
            return await Task.WhenAny(running).ConfigureAwait(false);
        }

        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = Task.Delay(HeadStart, time, turn.Token);
        var ended = await Task.WhenAny([wait, .. running]).ConfigureAwait(false);
        await turn.CancelAsync().ConfigureAwait(false);
        return ended as Task<Socket>;
    }
}
