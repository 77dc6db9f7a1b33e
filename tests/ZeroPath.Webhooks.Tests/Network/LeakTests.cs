using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>
/// Nothing leaves the process on an endpoint's account but its own request (D51), and no handler of the host's touches it (D52).
/// </summary>
[Collection(nameof(Alone))]
public class LeakTests
{
    private const string Host = "receiver.example.com";
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("an issuer to download")]
    [InlineData("a list of what was revoked")]
    [InlineData("a responder that knows what was revoked")]
    public async Task What_a_certificate_names_is_not_called(string names)
    {
        using var caller = new Callers();
        using var intermediate = Chain.Intermediate();
        using var leaf = Chain.Leaf(intermediate, caller.Url, names);
        await using var server = new RawServer(RawServer.Says(Ok), leaf);
        await using var bed = new NetworkBed(new($"https://{Host}:{server.Url.Port}/hook"), configure: Trust(Certificates.Authority));

        var attempt = await bed.SendAsync();
        var test = await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        (attempt.Outcome, test.Outcome).Should().Be((AttemptOutcome.TlsFailure, AttemptOutcome.TlsFailure));
        attempt.Detail.Should().Contain("intermediate");
        (caller.Count, server.Requests.Count).Should().Be((0, 0));
    }

    [Fact]
    public async Task An_intermediate_that_a_server_leaves_out_can_be_given()
    {
        using var caller = new Callers();
        using var intermediate = Chain.Intermediate();
        using var leaf = Chain.Leaf(intermediate, caller.Url, "an issuer to download");
        await using var server = new RawServer(RawServer.Says(Ok), leaf);
        await using var bed = new NetworkBed(
            new($"https://{Host}:{server.Url.Port}/hook"), configure: Trust(Certificates.Authority, intermediate));

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Accepted);
        caller.Count.Should().Be(0);
    }

    [Fact]
    public async Task An_authority_that_is_added_does_not_excuse_another_name()
    {
        using var leaf = Certificates.For("other.example.com");
        await using var server = new RawServer(RawServer.Says(Ok), leaf);
        await using var bed = new NetworkBed(new($"https://{Host}:{server.Url.Port}/hook"), configure: Trust(Certificates.Authority));

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.TlsFailure);
        attempt.Detail.Should().Contain("another name");
    }

    [Fact]
    public async Task Authorities_are_added_to_the_systems_and_not_for_everything()
    {
        using var stranger = Certificates.SelfSigned(Host);
        await using var server = new RawServer(RawServer.Says(Ok), stranger);
        await using var bed = new NetworkBed(new($"https://{Host}:{server.Url.Port}/hook"), configure: Trust(Certificates.Authority));

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.TlsFailure);
        attempt.Detail.Should().Contain("not trusted");
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("filter that takes the primary's place")]
    [InlineData("default")]
    [InlineData("named client")]
    [InlineData("named client, set up by the host")]
    public async Task No_handler_of_the_host_is_on_the_way(string kind)
    {
        var seen = 0;
        await using var server = new RawServer(RawServer.Says(Ok));
        await using var bed = new NetworkBed(server.Url, configure: library =>
        {
            switch (kind)
            {
                case "filter":
                    library.Services.AddSingleton<IHttpMessageHandlerBuilderFilter>(
                        new Filter(handlers => handlers.AdditionalHandlers.Add(Spy())));
                    break;
                case "filter that takes the primary's place":
                    library.Services.AddSingleton<IHttpMessageHandlerBuilderFilter>(
                        new Filter(handlers => handlers.PrimaryHandler = Spy()));
                    break;
                case "default":
                    library.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(Spy));
                    break;
                case "named client":
                    library.ConfigureHttpClient(client => client.AddHttpMessageHandler(Spy));
                    break;
                default:
                    library.Services.AddHttpClient(WebhookHttpClient.Name).AddHttpMessageHandler(Spy);
                    break;
            }
        });

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Accepted);
        await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        seen.Should().Be(0);
        server.Requests.Should().HaveCount(2).And.NotContain(request => request.Contains("internal", StringComparison.Ordinal));

        DelegatingHandler Spy() => new AddsToken(() => seen++);
    }

    [Fact]
    public async Task A_primary_handler_of_the_hosts_turns_the_guard_off()
    {
        using var handler = new HttpClientHandler();
        await using var own = new NetworkBed(DeliveryBed.Url, configure: library =>
            library.ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler())));
        await using var changed = new NetworkBed(DeliveryBed.Url, configure: library =>
            library.ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler((primary, _) =>
                ((SocketsHttpHandler)primary).PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1))));

        (own.Get<WebhookTransport>().IsGuarded, changed.Get<WebhookTransport>().IsGuarded).Should().Be((false, true));
    }

    private static Action<ZeroPathWebhooksBuilder> Trust(params X509Certificate2[] authorities) =>
        library => library.Configure(options => options.Authorities.AddRange(authorities));

    private sealed class Filter(Action<HttpMessageHandlerBuilder> change) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            change(builder);
        };
    }

    private sealed class AddsToken(Action seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen();
            request.Headers.Add("X-Token", "internal");
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Counts whoever connects.</summary>
    private sealed class Callers : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Callers() => _listener.Start();

        public string Url => $"http://{_listener.LocalEndpoint}/issuer.cer";

        /// <summary>How many are there; nobody has been let in.</summary>
        public int Count => _listener.Pending() ? 1 : 0;

        public void Dispose() => _listener.Dispose();
    }

    private static class Chain
    {
        public static X509Certificate2 Intermediate()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=Intermediate", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            using var signed = request.Create(Certificates.Authority, Now.AddDays(-2), Now.AddDays(2), [5, 6, 7, 8]);
            return signed.CopyWithPrivateKey(key);
        }

        public static X509Certificate2 Leaf(X509Certificate2 issuer, string url, string names)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
            var alternatives = new SubjectAlternativeNameBuilder();
            alternatives.AddDnsName(Host);
            request.CertificateExtensions.Add(alternatives.Build());
            request.CertificateExtensions.Add(names switch
            {
                "an issuer to download" => new X509AuthorityInformationAccessExtension(null, [url]),
                "a list of what was revoked" => CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]),
                _ => new X509AuthorityInformationAccessExtension([url], null),
            });
            using var signed = request.Create(issuer, Now.AddDays(-1), Now.AddDays(1), [9, 10, 11, 12]);
            return signed.CopyWithPrivateKey(key);
        }

        private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
    }
}
