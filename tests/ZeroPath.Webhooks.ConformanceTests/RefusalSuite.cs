using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>One result that the store refuses, for whatever reason, stands in no other's way (D58).</summary>
public abstract class RefusalSuite
{
    private const int Others = 999;
    private const string BadAnswer = "an answer that cannot be stored";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the store refuses of the endpoint <c>bad</c>.</summary>
    public enum Refused
    {
        /// <summary>Attempts with a certain answer.</summary>
        Answer,

        /// <summary>All attempts.</summary>
        Attempt,

        /// <summary>That its deliveries succeed.</summary>
        Success,

        /// <summary>That its deliveries are settled at all.</summary>
        All,
    }

#pragma warning disable CS1591 // The names say it.
    [Theory]
    [InlineData(Refused.Answer, DeliveryState.Succeeded, null, 1)]
    [InlineData(Refused.Attempt, DeliveryState.Succeeded, null, 0)]
    [InlineData(Refused.Success, DeliveryState.Failed, DeliveryReasons.Unrecordable, 0)]
    [InlineData(Refused.All, DeliveryState.Pending, null, 0)]
    public async Task Whatever_it_refuses_of_one_all_others_are_recorded(
        Refused refused, DeliveryState state, string? reason, int attempts)
    {
        await using var harness = await CreateAsync();
        var bundle = await RefuseAsync(harness, refused, BadAnswer);
        await using var services = Services(bundle);
        var requests = Enumerable.Range(0, Others).Select(_ => new PublishRequest(Event("org_good"))).ToList();
        requests.Insert(Random.Shared.Next(Others), new(Event("org_bad")));
        await services.GetRequiredService<IWebhookPublisher>().PublishAsync(requests, cancellationToken: Cancellation);

        // It throws what the store threw, as a host's loop tells it and goes on.
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();
        Assert.NotNull(await Record.ExceptionAsync(() => dispatcher.DispatchDueAsync(Cancellation)));
        await dispatcher.DispatchDueAsync(Cancellation);

        var settled = (await bundle.Reader.GetStatisticsAsync(new() { EndpointIds = ["good"] }, TimeSpan.FromDays(1), Cancellation))
            .Sum(day => day.Succeeded);
        var bad = Assert.Single((await bundle.Reader.ListDeliveriesAsync(new() { EndpointId = "bad" }, new(), Cancellation)).Items);
        Assert.Equal((Others, state, reason), (settled, bad.State, bad.Reason));
        Assert.Equal(attempts, (await bundle.Reader.ListAttemptsAsync(bad.Id, Cancellation)).Count(attempt => attempt.Response is null));
        Assert.Equal(refused == Refused.All ? 1 : 0, services.GetRequiredService<WebhookHealth>().Pump.KeptOut);
    }

#pragma warning restore CS1591

    /// <summary>An empty store.</summary>
    protected abstract Task<StoreHarness> CreateAsync();

    /// <summary>Has a store refuse something of the endpoint <c>bad</c>.</summary>
    /// <returns>The store that does.</returns>
    protected abstract Task<WebhookStore> RefuseAsync(StoreHarness harness, Refused refused, string answer);

    private static KnownEvent Event(string organization)
    {
        var sample = (KnownEvent)EventCatalog.All[0].CreateSample().Event;
        sample.Organization.Id = organization;
        return sample;
    }

    private static ServiceProvider Services(WebhookStore store) => new ServiceCollection()
        .AddZeroPathWebhooks()
        .UseStore(_ => store with { Owned = null })
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Network()))
        .AddEndpoint(new() { Name = "good", Url = new("https://good.example.com"), OrganizationId = "org_good" })
        .AddSubscription(new() { EndpointId = "good" })
        .AddEndpoint(new() { Name = "bad", Url = new("https://bad.example.com"), OrganizationId = "org_bad" })
        .AddSubscription(new() { EndpointId = "bad" })
        .Services.BuildServiceProvider();

    private sealed class Network : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(request.RequestUri!.Host.StartsWith("bad", StringComparison.Ordinal) ? BadAnswer : "done"),
            });
    }
}
