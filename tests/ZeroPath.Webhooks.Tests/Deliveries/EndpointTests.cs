using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class EndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gone_disables_the_endpoint_and_its_other_deliveries_are_cancelled_when_their_turn_comes()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };
        var earlier = await bed.SendAsync();
        bed.Respond = _ => new(HttpStatusCode.Gone);

        var gone = await bed.SendAsync();
        var pending = await bed.DeliveryAsync(earlier);
        await bed.RunAsync();

        bed.Registry.Configuration.Endpoints.Single().Should().Match<WebhookEndpoint>(endpoint =>
            !endpoint.Enabled && endpoint.DisabledReason!.Contains("410"));
        (await bed.DeliveryAsync(gone)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Cancelled && delivery.Reason == "endpoint_gone" && delivery.AttemptCount == 1);
        pending.State.Should().Be(DeliveryState.Pending);
        (await bed.DeliveryAsync(earlier)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Cancelled && delivery.Reason == "endpoint_disabled" && delivery.AttemptCount == 1);
        bed.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Gone_is_an_ordinary_failure_when_the_option_says_so()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options => options.DisableGoneEndpoints = false))
        {
            Respond = _ => new(HttpStatusCode.Gone),
        };

        await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(7);
        bed.Registry.Configuration.Endpoints.Single().Enabled.Should().BeTrue();
    }

    [Fact]
    public async Task A_delivery_whose_endpoint_was_removed_or_disabled_is_cancelled_with_the_reason()
    {
        await using var bed = await DeliveryBed.WithStoredAsync(DeliveryBed.Endpoint("1") with { Id = "removed" });
        await bed.Registry.UpdateAsync(
            [RoutingEdit.Save(DeliveryBed.Endpoint("2") with { Id = "disabled" }),
                RoutingEdit.Save(new WebhookSubscription { EndpointId = "disabled" })],
            cancellationToken: Token);
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        await bed.Registry.RemoveEndpointAsync("removed", cancellationToken: Token);
        await bed.Registry.DisableEndpointAsync("disabled", "For a while.", cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Should().BeEmpty();
        var deliveries = (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!.Deliveries;
        deliveries.Select(delivery => (delivery.State, delivery.Reason, delivery.AttemptCount)).Should().Equal(
            (DeliveryState.Cancelled, "endpoint_removed", 0), (DeliveryState.Cancelled, "endpoint_disabled", 0));
    }

    [Fact]
    public async Task Two_subscriptions_of_one_endpoint_make_one_request_that_names_both()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { Id = "one", EndpointId = "a" })
            .AddSubscription(new() { Id = "two", EndpointId = "a" }));

        var published = await bed.SendAsync();

        bed.Requests.Should().ContainSingle();
        published.Deliveries.Should().ContainSingle().Which.SubscriptionIds.Should().Equal("one", "two");
        published.Decisions.Should().HaveCount(2).And.OnlyContain(decision => decision.IsMatch);
    }

    [Fact]
    public async Task Two_endpoints_with_one_address_make_two_requests()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" })
            .AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { EndpointId = "b" }));

        var published = await bed.SendAsync();

        bed.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Url == DeliveryBed.Url);
        published.Deliveries.Select(delivery => delivery.EndpointId).Should().Equal("a", "b");
    }

    [Fact]
    public async Task An_event_reaches_only_its_own_organization_and_the_host()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("of_a", "org_a")).AddSubscription(new() { EndpointId = "of_a" })
            .AddEndpoint(DeliveryBed.Endpoint("of_b", "org_b")).AddSubscription(new() { EndpointId = "of_b" })
            .AddEndpoint(DeliveryBed.Endpoint("host")).AddSubscription(new() { EndpointId = "host" }));

        var published = await bed.SendAsync(DeliveryBed.Event("org_a"));

        published.Deliveries.Select(delivery => delivery.EndpointId).Should().Equal("of_a", "host");
        bed.Requests.Should().HaveCount(2);
    }
}
