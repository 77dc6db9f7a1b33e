using System.Net;
using System.Security.Authentication;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>Servers that ask for more than a POST over HTTP/1.1, and answers that are not quite HTTP: the attempt says why.</summary>
[Collection(nameof(Alone))]
public class PeerTests
{
    private const string Host = "receiver.example.com";

    public static TheoryData<string, AttemptOutcome, int> Malformed => new()
    {
        { "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", AttemptOutcome.Accepted, 200 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n: no name\r\n\r\n", AttemptOutcome.Accepted, 200 },
        { "HTTP/1.0 204 \r\nspace in name: x\r\n\r\n", AttemptOutcome.Accepted, 204 },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nno colon\r\n\r\n", AttemptOutcome.Accepted, 202 },
        { "HTTP/1.1 500 Error\r\nno colon\r\n\r\n", AttemptOutcome.Refused, 500 },
        { "HTTP/1.1 404\r\nno colon\r\n\r\n", AttemptOutcome.Refused, 404 },
        { "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", AttemptOutcome.Accepted, 200 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n", AttemptOutcome.Accepted, 200 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Headers_that_make_no_sense_do_not_undo_the_status(string answer, AttemptOutcome outcome, int status)
    {
        await using var server = new RawServer(RawServer.Says(answer));
        await using var bed = new NetworkBed(server.Url);

        var attempt = await bed.SendAsync();

        (attempt.Outcome, attempt.StatusCode).Should().Be((outcome, status));
    }

    [Fact]
    public async Task An_interim_status_counts_for_nothing()
    {
        await using var server = new RawServer(RawServer.Says("HTTP/1.1 103 Early Hints\r\nno colon\r\n\r\n"));
        await using var bed = new NetworkBed(server.Url);

        var attempt = await bed.SendAsync();

        (attempt.Outcome, attempt.StatusCode).Should().Be((AttemptOutcome.ProtocolFailure, null));
    }

    [Fact]
    public async Task A_server_that_answers_in_HTTP_2_is_told_apart()
    {
        await using var server = new RawServer(RawServer.Says("\0\0\0\u0004\0\0\0\0\0\0\0\u0008\u0007\0\0\0\0\0\0\0\0\0\0\0\u0001"));
        await using var bed = new NetworkBed(server.Url);

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.ProtocolFailure);
        attempt.Detail.Should().Contain("HTTP/2");
    }

    [Fact]
    public async Task A_server_for_HTTP_2_alone_that_only_closes_is_described()
    {
        var (attempt, requests) = await SendToKestrelAsync(options => options.Protocols = HttpProtocols.Http2);

        attempt.Outcome.Should().Be(AttemptOutcome.Unknown);
        attempt.Detail.Should().Contain("HTTP/2 alone");
        requests.Should().Be(0);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_server_that_demands_a_client_certificate_and_only_closes_is_described(SslProtocols version)
    {
        var (attempt, requests) = await SendToKestrelAsync(tls: https =>
            (https.SslProtocols, https.ClientCertificateMode) = (version, ClientCertificateMode.RequireCertificate));

        attempt.Outcome.Should().Be(AttemptOutcome.Unknown);
        attempt.Detail.Should().Contain("client certificate");
        requests.Should().Be(0);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_server_that_demands_a_client_certificate_by_an_alert_is_told_apart(string version)
    {
        await using var server = await OpenSslServer.StartAsync(Certificates.For(Host), "-Verify", "1", version);
        await using var bed = new NetworkBed(
            new($"https://{Host}:{server.Port}/hook"),
            configure: library => library.Configure(options => options.Authorities.Add(Certificates.Authority)));

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.TlsFailure);
        attempt.Detail.Should().Contain("client certificate");
    }

    [Fact]
    public async Task A_new_connection_that_is_closed_without_an_answer_is_described()
    {
        await using var server = new RawServer(RawServer.Says(""));
        await using var bed = new NetworkBed(server.Url);

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.Unknown);
        attempt.Detail.Should().Contain("closed without an answer");
        attempt.ForTenant().Detail.Should().BeNull();
    }

    [Theory]
    [InlineData("https://api.example.com:0/")]
    [InlineData("http://8.8.8.8:0/hook")]
    [InlineData("https://[2606:4700::1111]:0")]
    public void Port_0_is_refused(string url)
    {
        var options = new ZeroPathWebhooksOptions { AllowHttp = true };
        options.Endpoints.Add(new() { Name = "a", Url = new(url) });

        new ZeroPathWebhooksOptionsValidator(WebhookFormats.BuiltIn).Validate(null, options).FailureMessage.Should().Contain("port 0");
    }

    private static async Task<(DeliveryAttempt Attempt, int Requests)> SendToKestrelAsync(
        Action<ListenOptions>? listen = null, Action<HttpsConnectionAdapterOptions>? tls = null)
    {
        var requests = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options =>
        {
            listen?.Invoke(options);
            options.UseHttps(https =>
            {
                https.ServerCertificate = Certificates.For(Host);
                tls?.Invoke(https);
            });
        }));
        await using var app = builder.Build();
        app.MapPost("/hook", () => Interlocked.Increment(ref requests));
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using var bed = new NetworkBed(
            new($"https://{Host}:{new Uri(app.Urls.Single()).Port}/hook"),
            configure: library => library.Configure(options => options.Authorities.Add(Certificates.Authority)));
        return (await bed.SendAsync(), requests);
    }
}
