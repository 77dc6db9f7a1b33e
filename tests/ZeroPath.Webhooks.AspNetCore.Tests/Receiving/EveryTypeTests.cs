using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

/// <summary>Sender and receiver in one application, over TLS, with headers and signature.</summary>
public class EveryTypeTests
{
    private const string Host = "localhost";

    private readonly ConcurrentQueue<WebhookEvent> _received = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_goes_from_the_publisher_to_its_typed_handler_unchanged()
    {
        var secret = SigningSecret.Create();
        var certificate = Certificates.For(Host);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(certificate)));
        builder.Services.AddRoutingCore();
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => options.AllowedNetworks.UnionWith([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]))
            .AddReceiver(options =>
            {
                options.Headers["Authorization"] = [ReceiverBed.Token];
                options.SigningSecrets.Add(secret.Value);
                options.Strict = true;
            })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler((handler, _) =>
                ((SocketsHttpHandler)handler).SslOptions.CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { Certificates.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                }));
        AddHandlers(webhooks);
        await using var app = builder.Build();
        app.MapZeroPathWebhooks(ReceiverBed.Path);
        await app.StartAsync(Token);
        await app.Services.GetRequiredService<WebhookRegistry>().UpdateAsync(
            [
                RoutingEdit.Save(new WebhookEndpoint
                {
                    Name = "receiver",
                    Url = new($"https://{Host}:{new Uri(app.Urls.First()).Port}{ReceiverBed.Path}"),
                    Headers = new Dictionary<string, string> { ["Authorization"] = ReceiverBed.Token },
                    SigningSecrets = [secret],
                }),
                RoutingEdit.Save(new WebhookSubscription { Id = "all", EndpointId = "receiver" }),
            ],
            cancellationToken: Token);

        var publisher = app.Services.GetRequiredService<IWebhookPublisher>();
        var sent = EventCatalog.All.Select(definition => definition.CreateSample().Event).ToList();
        foreach (var webhookEvent in sent)
        {
            await publisher.PublishAsync(webhookEvent, cancellationToken: Token);
        }

        await Wait.UntilAsync(() => _received.Count >= sent.Count, "all are received");
        _received.Should().HaveCount(sent.Count);
        _received.Select(Written).Should().BeEquivalentTo(sent.Select(Written));
        await app.StopAsync(Token);
    }

    private static string Written(WebhookEvent webhookEvent) => System.Text.Encoding.UTF8.GetString(
        WebhookJson.Write(new() { Time = 0, Host = "h", Source = "s", Event = webhookEvent }));

    private void AddHandlers(ZeroPathWebhooksBuilder webhooks)
    {
        Add<ScanStartedEvent>();
        Add<ScanCompleteEvent>();
        Add<ScanFailedEvent>();
        Add<ScanScheduledEvent>();
        Add<PrScanStartedEvent>();
        Add<PrScanCompleteEvent>();
        Add<NewVulnerabilitiesFullScanEvent>();
        Add<NewVulnerabilitiesPrEvent>();
        Add<VulnerabilityPatchedEvent>();
        Add<VulnerabilityReopenedEvent>();
        Add<PrBlockedEvent>();
        Add<PrMergedWithIssuesEvent>();
        Add<ReportCompleteEvent>();
        Add<LongRunningScanEvent>();
        Add<AuditLogEvent>();
        Add<ScaNewCveEvent>();
        Add<ScaNewIssueEvent>();
        Add<InboundWebhookEvent>();
        Add<PatchPrDeniedEvent>();
        Add<VulnerabilityStatusChangedEvent>();
        Add<ScaScanStartedEvent>();
        Add<ScaScanCompleteEvent>();
        Add<ScaScanFailedEvent>();
        Add<RepoAddedEvent>();

        void Add<TEvent>()
            where TEvent : WebhookEvent => webhooks.AddHandler<TEvent>(typeof(TEvent).Name, (_, received, _) =>
            {
                _received.Enqueue(received.Event);
                return Task.CompletedTask;
            });
    }
}
