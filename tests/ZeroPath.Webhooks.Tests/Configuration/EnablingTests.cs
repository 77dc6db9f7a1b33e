using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class EnablingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_that_is_enabled_again_gets_what_is_published_from_then_on()
    {
        await using var bed = new DeliveryBed();
        await bed.Registry.DisableEndpointAsync("a", "Under maintenance.", cancellationToken: Token);
        await bed.SendAsync();

        await bed.Registry.EnableEndpointAsync("a", cancellationToken: Token);
        var published = await bed.SendAsync();

        bed.Registry.Configuration.Endpoints.Single()
            .Should().Match<WebhookEndpoint>(endpoint => endpoint.Enabled && endpoint.DisabledReason == null);
        bed.Requests.Should().ContainSingle().Which.Headers.Should().Contain("webhook-id", published.EventId);
    }

    [Fact]
    public async Task Enabling_and_disabling_twice_changes_nothing_the_second_time()
    {
        await using var bed = new DeliveryBed();
        await bed.Registry.EnableEndpointAsync("a", cancellationToken: Token);
        var enabled = bed.Registry.Configuration;
        await bed.Registry.DisableEndpointAsync("a", "First.", cancellationToken: Token);
        var disabled = bed.Registry.Configuration;

        await bed.Registry.DisableEndpointAsync("a", "Second.", cancellationToken: Token);

        bed.Registry.Configuration.Should().BeSameAs(disabled).And.NotBeSameAs(enabled);
        disabled.Endpoints.Single().DisabledReason.Should().Be("First.");
    }

    [Fact]
    public async Task An_unknown_endpoint_is_told()
    {
        await using var bed = new DeliveryBed();

        foreach (var call in new[] { () => bed.Registry.EnableEndpointAsync("b", cancellationToken: Token), () =>
            bed.Registry.DisableEndpointAsync("b", "Why not.", cancellationToken: Token) })
        {
            await call.Should().ThrowAsync<ArgumentException>().WithMessage("There is no endpoint*'b'*Give the Id*");
        }
    }

    [Fact]
    public async Task An_endpoint_that_another_node_has_just_added_can_be_disabled_and_enabled()
    {
        await using var bed = new DeliveryBed(_ => { });
        using var other = bed.OtherNode();
        await bed.Registry.RefreshAsync(Token);
        await other.AddEndpointAsync(DeliveryBed.Endpoint("late"), cancellationToken: Token);

        await bed.Registry.DisableEndpointAsync("late", "Too early.", cancellationToken: Token);
        await other.RefreshAsync(Token);
        other.Configuration.Endpoints.Single().Enabled.Should().BeFalse();
        await bed.Registry.EnableEndpointAsync("late", cancellationToken: Token);

        await other.RefreshAsync(Token);
        other.Configuration.Endpoints.Single().Enabled.Should().BeTrue();
    }

    [Fact]
    public async Task An_endpoint_that_is_removed_while_it_answers_410_stays_removed_and_stops_nothing()
    {
        await using var bed = await DeliveryBed.WithStoredAsync(DeliveryBed.Endpoint("a"));
        bed.Respond = _ =>
        {
            bed.Registry.RemoveEndpointAsync("a", cancellationToken: Token).IsCompletedSuccessfully.Should().BeTrue();
            return new(System.Net.HttpStatusCode.Gone);
        };

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Cancelled && delivery.Reason == DeliveryReasons.EndpointGone);
        bed.Registry.Configuration.Endpoints.Should().BeEmpty();
        await bed.Awaiting(it => it.Registry.DisableEndpointAsync("a", "It answered 410 Gone.", cancellationToken: Token))
            .Should().ThrowAsync<ArgumentException>();
    }
}
