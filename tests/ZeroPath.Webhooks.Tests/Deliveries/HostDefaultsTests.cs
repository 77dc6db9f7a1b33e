using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using RichardSzalay.MockHttp;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>What a host sets up for all its HTTP clients must not make several requests of one attempt.</summary>
public class HostDefaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "standard")]
    [InlineData(false, "standard")]
    [InlineData(true, "custom")]
    [InlineData(false, "custom")]
    [InlineData(true, "handler")]
    [InlineData(false, "handler")]
    public async Task An_attempt_stays_one_request(bool defaultsFirst, string kind)
    {
        var requests = 0;
        using var network = new MockHttpMessageHandler();
        network.When("*").Respond(_ =>
        {
            requests++;
            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        });
        var services = new ServiceCollection();
        if (defaultsFirst)
        {
            AddDefaults(services, kind);
        }

        services.AddZeroPathWebhooks()
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        if (!defaultsFirst)
        {
            AddDefaults(services, kind);
        }

        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await provider.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);

        requests.Should().Be(1);
    }

    private static void AddDefaults(IServiceCollection services, string kind) => services.ConfigureHttpClientDefaults(client =>
    {
        switch (kind)
        {
            case "standard":
                client.AddStandardResilienceHandler(options => options.Retry.Delay = TimeSpan.Zero);
                break;
            case "custom":
                client.AddResilienceHandler("custom", pipeline =>
                    pipeline.AddRetry(new HttpRetryStrategyOptions { Delay = TimeSpan.Zero }));
                break;
            default:
                client.AddHttpMessageHandler(() => new AskTwice());
                break;
        }
    });

    private sealed class AskTwice : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
