using FluentAssertions;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class RegistryTests
{
    private static readonly ChangeOrigin Origin = new(ChangeDoor.Dashboard, "Ada");

    private readonly ResourceTable _store = new(TimeProvider.System);

    public static TheoryData<RetrySchedule, string> WrongSchedules => new()
    {
        { new() { Delays = null! }, "Retry.Delays" },
        { new() { Delays = [TimeSpan.Zero] }, "Retry.Delays" },
        { new() { Delays = [TimeSpan.FromSeconds(1), TimeSpan.FromDays(366)] }, "Retry.Delays" },
        { new() { Delays = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 101)] }, "Retry.Delays" },
        { new() { Delays = [], Jitter = -0.1 }, "Retry.Jitter" },
        { new() { Delays = [], Jitter = double.NaN }, "Retry.Jitter" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_made_from_the_version_that_was_read_and_stored_with_its_origin()
    {
        using var registry = Node();
        var first = await registry.AddEndpointAsync(DeliveryBed.Endpoint("a"), Origin, Token);

        var second = await registry.UpdateEndpointAsync(first with { MaxPerSecond = 5 }, Origin, Token);

        (await _store.FindAsync(ResourceKind.Endpoint, "a", Token))!.ChangeOrigin.Should().Be(Origin);
        second.Version.Should().BeGreaterThan(first.Version);
        await registry.Awaiting(it => it.UpdateEndpointAsync(first with { MaxPerSecond = 6 }, Origin, Token))
            .Should().ThrowAsync<WebhookConflictException>().Where(e => e.IsOutdated);
        await registry.Awaiting(it => it.AddEndpointAsync(DeliveryBed.Endpoint("a"), Origin, Token))
            .Should().ThrowAsync<WebhookConflictException>().Where(e => !e.IsOutdated);
        registry.Router.FindEndpoint("a").Should().Be(second);
    }

    [Fact]
    public async Task That_an_endpoint_is_ordered_is_stored_and_read_by_another_node()
    {
        using (var registry = Node())
        {
            await registry.AddEndpointAsync(DeliveryBed.Endpoint("a") with { Ordered = true }, Origin, Token);
            await registry.AddEndpointAsync(DeliveryBed.Endpoint("b"), Origin, Token);
        }

        using var other = Node();
        await other.RefreshAsync(Token);

        other.Router.FindEndpoint("a")!.Ordered.Should().BeTrue();
        other.Router.FindEndpoint("b")!.Ordered.Should().BeFalse();
        other.Router.FindEndpoint("a").Should().NotBe(other.Router.FindEndpoint("a")! with { Ordered = false });
    }

    [Fact]
    public async Task A_schedule_of_an_endpoint_is_stored_and_read_by_another_node_and_no_member_means_the_hosts()
    {
        var retry = new RetrySchedule { Delays = [TimeSpan.FromSeconds(1), TimeSpan.FromTicks(12_345_678)], Jitter = 0.3 };
        using (var registry = Node())
        {
            await registry.AddEndpointAsync(DeliveryBed.Endpoint("a") with { Retry = retry }, Origin, Token);
        }

        var old = new ResourceCodec(new PlainSecretProtector(), new(), WebhookFormats.BuiltIn).RowOf(DeliveryBed.Endpoint("old"));
        old.Settings.Should().NotContain("retry");
        await _store.ApplyAsync([new ResourceEdit.Save(old, 0)], Origin, Token);
        using var other = Node();
        await other.RefreshAsync(Token);

        other.Router.FindEndpoint("a")!.Retry.Should().Be(retry);
        other.Router.FindEndpoint("old")!.Should().Match<WebhookEndpoint>(read => read.Retry == null && read.UnreadableReason == null);
    }

    [Theory]
    [MemberData(nameof(WrongSchedules))]
    public async Task A_schedule_of_an_endpoint_that_the_host_could_not_pay_for_is_refused(RetrySchedule wrong, string member)
    {
        using var registry = Node();

        var adding = () => registry.AddEndpointAsync(DeliveryBed.Endpoint("a") with { Retry = wrong }, Origin, Token);

        await adding.Should().ThrowAsync<WebhookConfigurationException>().WithMessage($"*Endpoints[0].{member}: *");
    }

    [Fact]
    public async Task What_is_stored_stands_over_what_is_given_until_it_is_removed()
    {
        using var registry = Node(DeliveryBed.Endpoint("a"));
        await registry.DisableEndpointAsync("a", "For now.", cancellationToken: Token);
        var disabled = registry.Router.FindEndpoint("a")!.Enabled;

        await registry.RemoveEndpointAsync("a", cancellationToken: Token);

        disabled.Should().BeFalse();
        registry.Router.FindEndpoint("a").Should().Be(DeliveryBed.Endpoint("a"));
        await registry.Awaiting(it => it.RemoveEndpointAsync("a", cancellationToken: Token))
            .Should().ThrowAsync<WebhookConflictException>().WithMessage("*Disable it, or remove it there.");
    }

    [Fact]
    public async Task A_subscription_is_not_added_to_an_endpoint_that_another_node_has_removed()
    {
        using var one = Node();
        using var other = Node();
        await one.AddEndpointAsync(DeliveryBed.Endpoint("a"), cancellationToken: Token);
        await other.RefreshAsync(Token);
        await one.RemoveEndpointAsync("a", cancellationToken: Token);

        await other.Awaiting(it => it.UpdateSubscriptionAsync(new() { EndpointId = "a" }, cancellationToken: Token))
            .Should().ThrowAsync<WebhookConflictException>().Where(e => e.IsOutdated);

        other.Configuration.Should().BeEquivalentTo(RoutingTable.Empty, "what conflicted was read anew");
        (await _store.ListAsync(new(ResourceKind.Subscription), null, 10, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_change_that_others_are_always_faster_with_is_given_up()
    {
        using var registry = new WebhookRegistry(
            Options.Create(new ZeroPathWebhooksOptions()), new Contended(_store), new PlainSecretProtector(), WebhookFormats.BuiltIn);
        using var other = Node();
        await other.AddEndpointAsync(DeliveryBed.Endpoint("a"), cancellationToken: Token);

        await registry.Awaiting(it => it.DisableEndpointAsync("a", "For now.", cancellationToken: Token))
            .Should().ThrowAsync<WebhookConflictException>();
    }

    [Fact]
    public async Task Lists_merge_what_is_given_and_what_is_stored_by_name()
    {
        using var registry = Node(DeliveryBed.Endpoint("b"), DeliveryBed.Endpoint("d", "org"));
        await registry.AddEndpointAsync(DeliveryBed.Endpoint("c"), cancellationToken: Token);
        await registry.AddEndpointAsync(DeliveryBed.Endpoint("a", "org"), cancellationToken: Token);

        var first = registry.Configuration.ListEndpoints(null, new(3));
        var second = registry.Configuration.ListEndpoints(null, new(3, first.Next));

        first.Items.Concat(second.Items).Select(endpoint => endpoint.Id).Should().Equal("a", "b", "c", "d");
        second.Next.Should().BeNull();
        registry.Configuration.ListEndpoints("org", new()).Items.Select(endpoint => endpoint.Id).Should().Equal("a", "d");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_changes_of_two_nodes_give_what_loading_from_scratch_gives(int seed)
    {
        var random = new Random(seed);
        using var one = Node(DeliveryBed.Endpoint("0"));
        using var two = Node(DeliveryBed.Endpoint("0"));
        for (var i = 0; i < 200; i++)
        {
            await ChangeAsync(random.Next(2) == 0 ? one : two, random);
        }

        await one.RefreshAsync(Token);
        await two.RefreshAsync(Token);
        using var fresh = Node(DeliveryBed.Endpoint("0"));
        await fresh.RefreshAsync(Token);

        fresh.Configuration.Endpoints.Should().NotBeEmpty();
        foreach (var node in new[] { one, two })
        {
            node.Configuration.Endpoints.Should().Equal(fresh.Configuration.Endpoints);
            node.Configuration.Subscriptions.Should().Equal(fresh.Configuration.Subscriptions);
        }
    }

    private static async Task ChangeAsync(WebhookRegistry registry, Random random)
    {
        var id = $"{random.Next(5)}";
        var endpoint = registry.Router.FindEndpoint(id);
        var subscription = registry.Configuration.Subscriptions.FirstOrDefault(it => it.Id == $"of {id}");
        RoutingEdit edit = random.Next(4) switch
        {
            0 when endpoint is not null => RoutingEdit.Remove(endpoint),
            1 when subscription is not null => RoutingEdit.Remove(subscription),
            2 when endpoint is not null =>
                RoutingEdit.Save(
                    (subscription ?? new() { Id = $"of {id}", EndpointId = id }) with { Threshold = (SeverityLevel)random.Next(5) }),
            _ => RoutingEdit.Save((endpoint ?? DeliveryBed.Endpoint(id)) with { MaxConcurrency = random.Next(1, 100) }),
        };
        try
        {
            await registry.UpdateAsync([edit], cancellationToken: Token);
        }
        catch (WebhookConflictException)
        {
            // The other node was faster, or it is given.
        }
    }

    private WebhookRegistry Node(params WebhookEndpoint[] given)
    {
        var options = new ZeroPathWebhooksOptions();
        Array.ForEach(given, options.Endpoints.Add);
        return new(Options.Create(options), _store, new PlainSecretProtector(), WebhookFormats.BuiltIn);
    }

    private sealed class Contended(IResourceStore inner) : ForwardingResources(inner)
    {
        public override ValueTask<ResourceOutcome> ApplyAsync(
            IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
            new(new ResourceOutcome([], edits[0]));
    }
}
