using System.Net;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>
/// Against a real server with certificates of an authority that the client trusts, so that each fails for its own reason.
/// </summary>
public class TlsTests
{
    private const string Host = "receiver.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> BadCertificates => ["expired", "not yet valid", "of another host", "self-signed"];

    [Fact]
    public async Task A_good_certificate_is_accepted() =>
        (await AttemptAsync(Certificates.For(Host))).Outcome.Should().Be(AttemptOutcome.Accepted);

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task A_bad_certificate_gets_no_request(string kind)
    {
        var attempt = await AttemptAsync(kind switch
        {
            "expired" => Certificates.Expired(Host),
            "not yet valid" => Certificates.NotYetValid(Host),
            "of another host" => Certificates.For("other.example.com"),
            _ => Certificates.SelfSigned(Host),
        });

        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.TlsFailure, null));
    }

    private static async Task<DeliveryAttempt> AttemptAsync(X509Certificate2 certificate)
    {
        await using var server = new RawServer(
            RawServer.Says("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), certificate);
        await using var services = new ServiceCollection()
            .AddSingleton<ResolveHost>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]))
            .AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "a", Url = new($"https://{Host}:{server.Url.Port}/hook") })
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler((handler, _) =>
                ((SocketsHttpHandler)handler).SslOptions.CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { Certificates.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                }))
            .Services.BuildServiceProvider();

        var published = await services.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);

        var attempt = (await services.GetRequiredService<WebhookHistory>().ListAttemptsAsync(published.Deliveries[0].Id, Token)).Single();
        server.Requests.Should().HaveCount(attempt.Outcome == AttemptOutcome.Accepted ? 1 : 0);
        return attempt;
    }
}
