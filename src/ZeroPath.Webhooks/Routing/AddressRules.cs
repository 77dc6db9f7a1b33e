using System.Net;
using Microsoft.Security.AntiSSRF;

namespace ZeroPath.Webhooks;

/// <summary>Which addresses requests may go to: those of the public internet, and those of the networks that the host names.</summary>
internal sealed class AddressRules(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Denied =
    [
        .. new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest).DeniedAddresses.Select(IPNetwork.Parse),

        // All of IPv6 that is not given out as global unicast. The policy leaves some of it open: IPv4 in ::/96 and in ::ffff:0:0:0/96.
        .. new[] { "::/3", "4000::/2", "8000::/1" }.Select(IPNetwork.Parse),
    ];

    private readonly IPNetwork[] _allowed = [.. allowed];

    public bool Allows(IPAddress address)
    {
        var dialled = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(dialled))
            || !(Array.Exists(Denied, network => network.Contains(dialled)) || IsIsatap(dialled));
    }

    /// <summary>Whether a URL says by itself, without a look into DNS, that it goes where nothing may go.</summary>
    public bool Refuses(Uri url)
    {
        // As DNS would see it: with digits in ASCII, and the root's dot says nothing.
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address) ? !Allows(address)
            : $".{host}".EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) && !Allows(IPAddress.Loopback)
                && !Allows(IPAddress.IPv6Loopback);
    }

    // A tunnel to an IPv4 address, under any prefix: only the third quarter tells.
    private static bool IsIsatap(IPAddress address) =>
        address.GetAddressBytes() is { Length: 16 } bytes && (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5E
            && bytes[11] == 0xFE;
}
