using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>Addresses where nothing is sent, and some next to them where everything may be.</summary>
internal static class Targets
{
    /// <summary>Hosts as they are written in URLs.</summary>
    public static readonly TheoryData<string> Forbidden =
    [
        // This network, private, shared, loopback, link-local, the clouds' metadata.
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
        "127.0.0.1", "127.0.0.0", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",

        // Protocols, documentation, relays, benchmarks, multicast, reserved, broadcast.
        "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1",
        "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.0", "224.0.0.251", "239.255.255.255",
        "240.0.0.0", "255.255.255.254", "255.255.255.255",

        // Other ways to write them.
        "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "0", "0300.0250.1", "2852039166",
        "0xa9fea9fe", "0251.0376.0251.0376", "127.0.0.1.", "127.1.", "127。0。0。1",
        "localhost", "LOCALHOST", "localhost.", "admin.localhost",

        // Loopback and unspecified, IPv4 mapped, compatible and translated.
        "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
        "[::ffff:0.0.0.0]", "[::127.0.0.1]", "[::10.0.0.1]", "[::8.8.8.8]", "[::ffff:0:127.0.0.1]", "[::ffff:0:8.8.8.8]",

        // NAT64, Teredo, 6to4, ISATAP.
        "[64:ff9b::127.0.0.1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::a00:1]", "[64:ff9b:1:ffff:ffff:ffff:ffff:ffff]",
        "[2001::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2002::]", "[2002:7f00:1::1]", "[2002:a9fe:a9fe::]",
        "[2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[2606:4700::5efe:127.0.0.1]", "[2606:4700::200:5efe:10.0.0.1]",
        "[fe80::5efe:10.0.0.1]",

        // Unique local, link-local, site-local, multicast, and what has no purpose yet or one of its own.
        "[fc00::]", "[fd00:ec2::254]", "[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[fe80::]", "[fe80::1%25eth0]", "[febf:ffff::1]",
        "[fec0::1]", "[feff::1]", "[ff00::]", "[ff02::1]", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[100::]", "[100::ffff:ffff:ffff:ffff]", "[100:0:0:1::1]", "[200::1]", "[1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[2001:1::1]", "[2001:10::1]", "[2001:20::1]", "[2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff]", "[2001:db8::]",
        "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]", "[2620:4f:8000::1]", "[3fff::]", "[3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[4000::]", "[5f00::1]", "[7fff::1]", "[8000::1]", "[bfff::1]", "[e000::1]",
    ];

    public static readonly TheoryData<string> Public =
    [
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
        "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
        "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "134744072", "[::ffff:8.8.8.8]",
        "[2000::]", "[2001:200::]", "[2001:db7:ffff:ffff:ffff:ffff:ffff:ffff]", "[2001:db9::]", "[2001:ffff::1]", "[2003::]",
        "[2606:4700:4700::1111]", "[2606:4700::5eff:7f00:1]", "[2620:4f:7fff::1]", "[2620:4f:8001::1]", "[3ffe:ffff::1]",
        "[3fff:1000::]", "api.example.com", "localhost.example.com", "notlocalhost",
    ];
}
