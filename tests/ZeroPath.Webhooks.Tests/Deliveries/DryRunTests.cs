using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class DryRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_that_is_not_saved_decides_on_the_last_events_newest_first_and_nothing_is_sent_or_saved()
    {
        await using var bed = new DeliveryBed(builder => builder.AddEndpoint(DeliveryBed.Endpoint("a")));
        var scan = await bed.SendAsync();
        var vulnerability = await bed.SendAsync(Sample(WebhookEventType.NewVulnerabilitiesFullScan));
        var before = bed.Registry.Configuration;

        var decisions = await DryRunAsync(bed, new() { EndpointId = "a", Threshold = SeverityLevel.Critical });

        decisions.Select(decision => (decision.EventId, decision.EventType, decision.Decision!.Code)).Should().Equal(
            (vulnerability.EventId, WebhookEventType.NewVulnerabilitiesFullScan, "threshold"),
            (scan.EventId, WebhookEventType.ScanComplete, "matched"));
        bed.Registry.Configuration.Should().BeSameAs(before);
        bed.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task It_goes_no_further_back_than_asked()
    {
        await using var bed = new DeliveryBed();
        var published = new List<string>();
        for (var i = 0; i < 130; i++)
        {
            published.Add((await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token)).EventId);
        }

        var saved = bed.Registry.Configuration.Subscriptions.Single();

        (await DryRunAsync(bed, saved, 120)).Select(decision => decision.EventId)
            .Should().Equal(published.AsEnumerable().Reverse().Take(120));
        (await DryRunAsync(bed, saved, 1)).Should().ContainSingle();
        (await DryRunAsync(bed, saved, 1000)).Should().HaveCount(130);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task How_far_has_bounds(int count)
    {
        await using var bed = new DeliveryBed();

        await FluentActions.Awaiting(() => DryRunAsync(bed, new() { EndpointId = "a" }, count))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task A_wrong_subscription_is_told_as_when_it_is_saved()
    {
        await using var bed = new DeliveryBed();
        WebhookSubscription[] wrong =
        [
            new() { EndpointId = "nowhere" },
            new() { EndpointId = "a", EventTypes = EventTypeScope.Of(new WebhookEventType("SCAN_COMPLET")) },
            new() { EndpointId = "a", Repositories = RepositoryScope.Named() },
        ];

        foreach (var subscription in wrong)
        {
            var told = await FluentActions.Awaiting(() => DryRunAsync(bed, subscription))
                .Should().ThrowAsync<WebhookConfigurationException>();
            var toldWhenSaved = await FluentActions.Awaiting(() => bed.Registry.UpdateAsync(
                [RoutingEdit.Save(subscription)], cancellationToken: Token)).Should().ThrowAsync<WebhookConfigurationException>();
            told.Which.Problems.Should().BeEquivalentTo(toldWhenSaved.Which.Problems);
        }
    }

    [Fact]
    public async Task A_subscription_of_an_organization_sees_nothing_of_others()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("of_a", "org_a")).AddEndpoint(DeliveryBed.Endpoint("host")));
        var own = await bed.SendAsync(DeliveryBed.Event("org_a"));
        await bed.SendAsync(DeliveryBed.Event("org_b"));

        (await DryRunAsync(bed, new() { EndpointId = "of_a" })).Should().ContainSingle().Which.EventId.Should().Be(own.EventId);
        (await DryRunAsync(bed, new() { EndpointId = "host", OrganizationId = "org_a" })).Should().ContainSingle();
        (await DryRunAsync(bed, new() { EndpointId = "host" })).Should().HaveCount(2);
    }

    [Fact]
    public async Task An_event_without_payload_has_no_decision()
    {
        await using var bed = new DeliveryBed();
        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(31));
        await bed.Get<IDeliveryOperations>().PurgeAsync(new(), 10, Token);

        (await DryRunAsync(bed, new() { EndpointId = "a" })).Should().ContainSingle().Which.Decision.Should().BeNull();
    }

    private static Task<IReadOnlyList<DryRunDecision>> DryRunAsync(DeliveryBed bed, WebhookSubscription subscription, int count = 100) =>
        bed.Get<WebhookOperations>().DryRunAsync(subscription, count, Token);

    private static WebhookEvent Sample(WebhookEventType type) => EventCatalog.Find(type)!.CreateSample().Event;
}
