using System.Net;
using System.Net.Sockets;

namespace ZeroPath.Webhooks;

/// <summary>
/// Connects to where requests may go, and nowhere else. What is judged is what is dialled: there is no second look into DNS, which could
/// answer differently.
/// </summary>
internal sealed class GuardedConnection(ResolveHost resolve, AddressRules addresses, bool allowHttp)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!allowHttp && context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps)
        {
            throw new TargetBlockedException();
        }

        var host = context.DnsEndPoint.Host;
        var resolved = IPAddress.TryParse(host, out var address) ? [address] : await resolve(host, cancellationToken).ConfigureAwait(false);

        // One bad address is enough: a name that means the inside and the outside is an attack or a mistake.
        if (!Array.TrueForAll(resolved, addresses.Allows))
        {
            throw new TargetBlockedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(resolved, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
