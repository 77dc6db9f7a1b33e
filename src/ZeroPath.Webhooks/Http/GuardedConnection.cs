using System.Net;
using System.Net.Sockets;

namespace ZeroPath.Webhooks;

/// <summary>
/// Connects to where requests may go, and nowhere else; to the proxy, where there is one. What is judged is what is dialled: there is no
/// second look into DNS, which could answer differently.
/// </summary>
internal sealed class GuardedConnection(ResolveHost resolve, AddressRules addresses, bool allowHttp, TimeProvider time)
{
    private readonly AddressRace _race = new(time);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // CONNECT asks a proxy for a tunnel, which only requests over https go through.
        var first = context.InitialRequestMessage;
        if (!allowHttp && first.Method != HttpMethod.Connect && first.RequestUri?.Scheme != Uri.UriSchemeHttps)
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

        return new NetworkStream(
            await _race.ConnectAsync(resolved, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false), ownsSocket: true);
    }
}
