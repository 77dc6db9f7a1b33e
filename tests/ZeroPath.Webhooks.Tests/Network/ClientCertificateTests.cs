using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>An endpoint that demands a client certificate gets its own, and no other endpoint does (D52).</summary>
[Collection(nameof(Alone))]
public class ClientCertificateTests
{
    private const string Host = "receiver.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_demands_a_certificate_gets_the_endpoints_each_time()
    {
        var seen = new ConcurrentQueue<string?>();
        await using var server = await ServeAsync(seen, ClientCertificateMode.RequireCertificate);
        using var certificate = Certificates.For("client of a");
        await using var bed = Bed(server, options => options.ClientCertificates["a"] = certificate);

        var attempts = new[] { await bed.SendAsync(), await bed.SendAsync() };
        var test = await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        attempts.Append(test).Should().OnlyContain(attempt => attempt.Outcome == AttemptOutcome.Accepted);
        seen.Should().Equal("CN=client of a", "CN=client of a", "CN=client of a");
    }

    [Fact]
    public async Task An_endpoint_shows_its_own_certificate_or_none_also_where_another_goes_to_the_same_server()
    {
        var seen = new ConcurrentQueue<string?>();
        await using var server = await ServeAsync(seen, ClientCertificateMode.AllowCertificate);
        using var one = Certificates.For("client of a");
        using var other = Certificates.For("client of b");
        await using var bed = Bed(
            server,
            options =>
            {
                (options.ClientCertificates["a"], options.ClientCertificates["b"]) = (one, other);
                options.Endpoints.Add(options.Endpoints[0] with { Name = "b", Id = "b" });
                options.Endpoints.Add(options.Endpoints[0] with { Name = "c", Id = "c" });
            });

        foreach (var endpoint in new[] { "a", "b", "c", "b", "a" })
        {
            await bed.Get<WebhookOperations>().SendTestAsync(endpoint, cancellationToken: Token);
        }

        seen.Should().Equal("CN=client of a", "CN=client of b", null, "CN=client of b", "CN=client of a");
    }

    [Fact]
    public async Task A_certificate_comes_from_a_file_that_configuration_names()
    {
        var seen = new ConcurrentQueue<string?>();
        await using var server = await ServeAsync(seen, ClientCertificateMode.RequireCertificate);
        using var certificate = Certificates.For("client of a");
        using var key = certificate.GetECDsaPrivateKey()!;
        var path = Path.Combine(AppContext.BaseDirectory, $"{nameof(ClientCertificateTests)}.pem");
        await File.WriteAllTextAsync(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}", Token);
        await using var bed = new NetworkBed(UrlOf(server), configure: library =>
        {
            library.Services.AddZeroPathWebhooks(
                new ConfigurationBuilder().AddInMemoryCollection([new("ClientCertificates:a", path)]).Build());
            library.Configure(options => options.Authorities.Add(Certificates.Authority));
        });

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Accepted);
        seen.Should().Equal("CN=client of a");
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_said_at_the_start()
    {
        var withoutKey = Path.Combine(AppContext.BaseDirectory, $"{nameof(ClientCertificateTests)}-without-key.pem");
        await File.WriteAllTextAsync(withoutKey, Certificates.Authority.ExportCertificatePem(), Token);
        using var half = X509CertificateLoader.LoadCertificate(Certificates.Authority.RawData);
        var options = new ZeroPathWebhooksOptions { ClientCertificates = { ["half"] = half } };

        new ZeroPathWebhooksOptionsValidator(WebhookFormats.BuiltIn).Validate(null, options).FailureMessage
            .Should().Contain("ClientCertificates has no private key for 'half'");
        Problem(new("ClientCertificates:a", withoutKey)).Should().Contain("ClientCertificates:a").And.Contain("private key in PEM");
        Problem(new("ClientCertificates:a", "/nowhere.pem")).Should().Contain("ClientCertificates:a is '/nowhere.pem'");
        Problem(new("ClientCertificates", "/nowhere.pem")).Should().Contain("ClientCertificates is a single value");
    }

    private static string Problem(KeyValuePair<string, string?> setting)
    {
        using var services = new ServiceCollection()
            .AddZeroPathWebhooks(new ConfigurationBuilder().AddInMemoryCollection([setting]).Build()).Services.BuildServiceProvider();
        return services.Invoking(its => its.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value)
            .Should().Throw<OptionsValidationException>().Which.Message;
    }

    private static NetworkBed Bed(WebApplication server, Action<ZeroPathWebhooksOptions> configure) => new(
        UrlOf(server),
        configure: library => library.Configure(options => options.Authorities.Add(Certificates.Authority)).Configure(configure));

    private static Uri UrlOf(WebApplication server) => new($"https://{Host}:{new Uri(server.Urls.Single()).Port}/hook");

    private static async Task<WebApplication> ServeAsync(ConcurrentQueue<string?> seen, ClientCertificateMode mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options =>
            options.UseHttps(https =>
            {
                https.ServerCertificate = Certificates.For(Host);
                https.ClientCertificateMode = mode;
                https.AllowAnyClientCertificate();
            })));
        var app = builder.Build();
        app.MapPost("/hook", (HttpContext context) => seen.Enqueue(context.Connection.ClientCertificate?.Subject));
        await app.StartAsync(Token);
        return app;
    }
}
