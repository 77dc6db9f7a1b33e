using System.Diagnostics;
using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>Requests go through the proxy that an option names, and through no other (D52).</summary>
[Collection(nameof(Alone))]
public class ProxyTests
{
    private const string Host = "receiver.example.com";
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_go_through_the_proxy_and_the_endpoints_certificate_is_judged()
    {
        await using var proxy = new ProxyServer();
        await using var server = new RawServer(RawServer.Says(Ok), Certificates.For(Host));
        await using var stranger = new RawServer(RawServer.Says(Ok), Certificates.SelfSigned(Host));
        await using var bed = Bed(proxy.Url, server.Url.Port);
        await using var strange = Bed(proxy.Url, stranger.Url.Port);

        var (attempt, refused) = (await bed.SendAsync(), await strange.SendAsync());

        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.Accepted, 200));
        refused.Outcome.Should().Be(AttemptOutcome.TlsFailure);
        server.Requests.Should().ContainSingle().Which.Should().StartWith("POST /hook");
        stranger.Requests.Should().BeEmpty();
        proxy.Requests.Select(request => request.Split('\r')[0]).Should().Equal(
            $"CONNECT {Host}:{server.Url.Port} HTTP/1.1", $"CONNECT {Host}:{stranger.Url.Port} HTTP/1.1");
    }

    [Fact]
    public async Task What_the_proxy_answers_is_no_answer_of_the_endpoint()
    {
        await using var proxy = new ProxyServer();
        await using var server = new RawServer(RawServer.Says(""), Certificates.For(Host));
        await using var refusing = new ProxyServer { Refusal = "403 Not There" };
        await using var bed = Bed(proxy.Url, server.Url.Port);
        await using var refused = Bed(refusing.Url, server.Url.Port);

        var (silent, attempt) = (await bed.SendAsync(), await refused.SendAsync());

        (silent.Outcome, silent.StatusCode).Should().Be((AttemptOutcome.Unknown, null));
        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.ConnectFailure, null));
        attempt.Detail.Should().Contain("proxy").And.Contain("403");
        attempt.ForTenant().Detail.Should().BeNull();
    }

    [Fact]
    public async Task The_proxys_user_info_is_for_the_proxy_alone()
    {
        await using var proxy = new ProxyServer("user:p@ss:word");
        await using var server = new RawServer(RawServer.Says(Ok), Certificates.For(Host));
        await using var right = Bed(new($"http://user:p%40ss%3Aword@{proxy.Url.Authority}"), server.Url.Port);
        await using var wrong = Bed(new($"http://user:other@{proxy.Url.Authority}"), server.Url.Port);

        var (attempt, refused) = (await right.SendAsync(), await wrong.SendAsync());

        attempt.Outcome.Should().Be(AttemptOutcome.Accepted);
        (refused.Outcome, refused.Detail).Should().Be(
            (AttemptOutcome.ConnectFailure, "The proxy does not connect to the endpoint: it answered 407."));
        server.Requests.Should().ContainSingle().Which.Should().NotContain("Proxy");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_whose_name_leads_to_a_private_address_is_not_called(string scheme)
    {
        await using var proxy = new ProxyServer();
        await using var bed = new NetworkBed(new($"{scheme}://{Host}/hook"), [IPAddress.Loopback], library => library.Configure(options =>
        {
            options.AllowedNetworks.Clear();
            options.Proxy = new($"http://proxy.example.com:{proxy.Url.Port}");
        }));

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Blocked);
        proxy.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_no_way_around_it()
    {
        await using var server = new RawServer(RawServer.Says(Ok), Certificates.For(Host));
        await using var bed = Bed(new(RawServer.NobodyThere().GetLeftPart(UriPartial.Authority)), server.Url.Port);

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.ConnectFailure);
        server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("ftp://secret@proxy.example.com", "https address of a proxy")]
    [InlineData("socks5://secret@proxy.example.com:1080", "https address of a proxy")]
    [InlineData("http://secret@proxy.example.com:0", "https address of a proxy")]
    [InlineData("http://user:secret@10.1.2.3:3128", "private or reserved")]
    [InlineData("http://user:secret@localhost:3128", "private or reserved")]
    [InlineData("http://user:secret@[::1]:3128", "private or reserved")]
    public void A_proxy_that_cannot_be_used_is_said_at_the_start_without_its_user(string proxy, string problem) =>
        new ZeroPathWebhooksOptionsValidator(WebhookFormats.BuiltIn).Validate(null, new() { Proxy = new(proxy) }).FailureMessage
            .Should().Contain("Proxy").And.Contain(problem).And.NotContain("secret");

    /// <summary>In a process of its own, as the environment is read once.</summary>
    [Fact]
    public async Task A_proxy_of_the_environment_is_not_called()
    {
        await using var proxy = new ProxyServer();
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-method", $"{typeof(LeakTests)}.{nameof(LeakTests.An_intermediate_that_a_server_leaves_out_can_be_given)}" },
            RedirectStandardOutput = true,
        };
        foreach (var name in new[] { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" })
        {
            start.Environment[name] = proxy.Url.AbsoluteUri;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        output.Should().Contain("Total: 1").And.Contain("Failed: 0");
        process.ExitCode.Should().Be(0);
        proxy.Requests.Should().BeEmpty();
    }

    private static NetworkBed Bed(Uri proxy, int port) => new(new($"https://{Host}:{port}/hook"), configure: library =>
        library.Configure(options =>
        {
            options.AllowHttp = false;
            options.Authorities.Add(Certificates.Authority);
            options.Proxy = proxy;
        }));
}
