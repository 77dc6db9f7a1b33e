using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Routing;

public class AddressRulesTests
{
    public static TheoryData<string> Forbidden => Targets.Forbidden;

    public static TheoryData<string> Public => Targets.Public;

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void An_endpoint_that_is_a_forbidden_address_is_refused_when_it_is_saved(string host) =>
        Check(host).Should().ContainSingle().Which.Description.Should().EndWith(
            "is a private or reserved address, to which nothing is sent. Write a public one, "
                + "or add its network to the option AllowedNetworks, " +
            "such as 10.1.0.0/16.");

    [Theory]
    [MemberData(nameof(Public))]
    public void An_endpoint_at_a_public_address_is_fine(string host) => Check(host).Should().BeEmpty();

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.0.0", "10.1.255.255", "[::ffff:10.1.2.3]")]
    [InlineData("127.0.0.0/8", "127.0.0.1", "2130706433", "localhost", "a.localhost")]
    [InlineData("::1/128", "[::1]", "localhost")]
    [InlineData("fd00:1::/32", "[fd00:1::]", "[fd00:1:ffff::1]")]
    [InlineData("64:ff9b::/96", "[64:ff9b::8.8.8.8]")]
    [InlineData("192.168.7.7/32", "192.168.7.7")]
    public void A_named_network_is_open(string network, params string[] hosts) =>
        hosts.Should().OnlyContain(host => Check(host, network).Count == 0);

    [Theory]
    [InlineData("10.1.0.0/16", "10.0.255.255", "10.2.0.0", "192.168.0.1", "[fd00::1]", "localhost")]
    [InlineData("192.168.7.7/32", "192.168.7.6", "192.168.7.8")]
    [InlineData("::1/128", "127.0.0.1", "[::2]")]
    [InlineData("127.0.0.0/8", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[2606:4700::5efe:127.0.0.1]")]
    public void A_named_network_opens_no_other(string network, params string[] hosts) =>
        hosts.Should().OnlyContain(host => Check(host, network).Count == 1);

    private static IReadOnlyList<RoutingProblem> Check(string host, params string[] networks) => RoutingRules.Check(
        RoutingTable.Empty.WithEndpoint(Given.Endpoint() with { Url = new($"https://{host}/hook") }),
        allowHttp: false,
        networks.Select(network => IPNetwork.Parse(network)));
}
