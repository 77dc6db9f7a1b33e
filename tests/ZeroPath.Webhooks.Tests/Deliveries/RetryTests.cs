using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RichardSzalay.MockHttp;
using Xunit;
using ZeroPath.Webhooks.Deliveries;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class RetryTests
{
    [Fact]
    public async Task A_failing_endpoint_is_asked_at_the_documented_times_and_then_the_delivery_has_failed()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var requests = new List<double>();
        using var http = new MockHttpMessageHandler();
        http.When("*").Respond(() =>
        {
            requests.Add((clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
        });
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "failing", Url = new("https://api.example.com/hook") })
            .AddSubscription(new() { EndpointId = "failing" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http))
            .Services.BuildServiceProvider();
        var published = await services.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(EventCatalog.All[0].CreateSample(), cancellationToken: TestContext.Current.CancellationToken);
        var store = services.GetRequiredService<IDeliveryStore>();
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();

        while (await store.NextDueAsync(TestContext.Current.CancellationToken) is { } pause)
        {
            clock.Advance(pause);
            await dispatcher.DispatchDueAsync(TestContext.Current.CancellationToken);
        }

        requests.Should().Equal(0, 30, 90, 210, 450, 930, 1890);
        var delivery = await services.GetRequiredService<IDeliveryReader>()
            .FindDeliveryAsync(published.Deliveries.Single().Id, TestContext.Current.CancellationToken);
        delivery.Should().Match<Delivery>(failed => failed.State == DeliveryState.Failed && failed.AttemptCount == 7);
    }
}
