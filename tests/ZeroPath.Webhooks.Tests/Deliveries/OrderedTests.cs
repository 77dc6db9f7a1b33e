using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>What the library does beside the store, for an endpoint that is ordered.</summary>
public class OrderedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_published_to_an_ordered_endpoint_is_never_handed_over_past_the_store_and_to_others_it_is()
    {
        await using var bed = new DeliveryBed(
            webhooks => webhooks
                .AddEndpoint(DeliveryBed.Endpoint("row") with { Ordered = true })
                .AddEndpoint(DeliveryBed.Endpoint("other"))
                .Configure(options => options.MaxConcurrency = 4)
                .AddSubscription(new() { EndpointId = "row" })
                .AddSubscription(new() { EndpointId = "other" }),
            FaultyStore.Use);
        var loop = bed.Get<DeliveryLoop>();
        await PublishAsync();
        while (await loop.StartDueAsync(Token) > 0)
        {
            await loop.WhenEndedAsync();
            await loop.RecordEndedAsync(Token);
        }

        var published = await PublishAsync();

        var handedOver = published.Deliveries.Where(delivery => bed.Get<FaultyStore>().FirstLeases.ContainsKey(delivery.Id));
        handedOver.Select(delivery => delivery.EndpointId).Should().Equal("other");
        await loop.WhenEndedAsync();
        await loop.RecordEndedAsync(Token);

        Task<PublishResult> PublishAsync() => bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
    }

    [Fact]
    public async Task A_node_sends_all_that_waits_in_its_order()
    {
        await using var bed = new DeliveryBed(webhooks => webhooks
            .AddEndpoint(DeliveryBed.Endpoint("row") with { Ordered = true })
            .AddSubscription(new() { EndpointId = "row" }));
        var published = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            published.Add((await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token)).EventId);
        }

        (await bed.Dispatcher.DispatchDueAsync(Token)).Should().Be(5);

        bed.Requests.Select(request => request.Headers["webhook-id"]).Should().Equal(published);
    }
}
