using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class ExplanationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reason_why_an_event_did_not_go_to_an_endpoint_is_a_sentence()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("quiet"))
            .AddSubscription(new() { Id = "off", EndpointId = "quiet", Enabled = false })
            .AddSubscription(new() { Id = "foreign", EndpointId = "quiet", OrganizationId = "org_other" })
            .AddSubscription(new() { Id = "scans", EndpointId = "quiet", EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete) })
            .AddSubscription(new() { Id = "docs", EndpointId = "quiet", Repositories = RepositoryScope.Named("docs") })
            .AddSubscription(new() { Id = "critical", EndpointId = "quiet", Threshold = SeverityLevel.Critical })
            .AddEndpoint(DeliveryBed.Endpoint("alone")));
        var published = await bed.SendAsync(Vulnerability());

        var explanation = await ExplainAsync(bed, published);

        explanation.Sentences.Should().Equal(
            "Subscription 'off' of endpoint 'quiet' does not match: it is disabled.",
            "Subscription 'foreign' of endpoint 'quiet' does not match: it takes events of organization org_other, "
                + "the event is of org_123.",
            "Subscription 'scans' of endpoint 'quiet' does not match: it takes SCAN_COMPLETE, the event is NEW_VULNERABILITIES_FULL_SCAN.",
            "Subscription 'docs' of endpoint 'quiet' does not match: it takes repositories named docs, the event concerns backend-api, "
                + "repo_123.",
            "Subscription 'critical' of endpoint 'quiet' does not match: its threshold is Critical, the event has score 82 (High).",
            "Endpoint 'alone' has no subscription.");
        explanation.Decisions.Select(decision => decision.Code)
            .Should().Equal("disabled", "organization", "event_type", "repository", "threshold");
        explanation.HasPayload.Should().BeTrue();
    }

    [Fact]
    public async Task A_delivery_of_each_state_is_a_sentence_with_its_times_and_its_reason()
    {
        var answers = new Dictionary<string, HttpStatusCode>
        {
            ["ok"] = HttpStatusCode.OK,
            ["busy"] = HttpStatusCode.Conflict,
            ["final"] = HttpStatusCode.NotFound,
        };
        await using var bed = new DeliveryBed(builder =>
        {
            foreach (var name in answers.Keys.Append("off"))
            {
                builder.AddEndpoint(DeliveryBed.Endpoint(name) with { Url = new($"https://{name}.example.com/hook") })
                    .AddSubscription(new() { Id = $"to {name}", EndpointId = name });
            }

            builder.Configure(options => options.FinalStatuses.Add(404));
        });
        bed.Respond = request => new(answers[request.Url.Host.Split('.')[0]]);
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await bed.Registry.DisableEndpointAsync("off", "Under maintenance.", cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        var explanation = await ExplainAsync(bed, published);

        var (now, retry) = ("2024-10-04 00:00:00Z", "2024-10-04 00:00:30Z");
        var ids = published.Deliveries.ToDictionary(delivery => delivery.EndpointId, delivery => delivery.Id);
        explanation.Sentences.Where(sentence => !sentence.StartsWith("Subscription 'to", StringComparison.Ordinal)).Should().Equal(
            $"Delivery '{ids["ok"]}' to endpoint 'ok' succeeded at {now} after 1 attempt.",
            $"Delivery '{ids["busy"]}' to endpoint 'busy' is pending after 1 attempt, the next one at {retry}.",
            $"Delivery '{ids["final"]}' to endpoint 'final' failed at {now} after 1 attempt: final_status.",
            "Endpoint 'off' is disabled: Under maintenance.",
            $"Delivery '{ids["off"]}' to endpoint 'off' was cancelled at {now} after 0 attempts: endpoint_disabled.");
        explanation.Sentences.Should().Contain("Subscription 'to off' of endpoint 'off' does not match: its endpoint is disabled.");
        explanation.Sentences.Should().Contain(
            "Subscription 'to ok' of endpoint 'ok' matches: SCAN_COMPLETE, whatever its severity, "
                + "since the threshold does not apply to it.");
    }

    [Fact]
    public async Task Of_one_endpoint_there_is_nothing_about_the_others()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { Id = "to a", EndpointId = "a" })
            .AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { Id = "to b", EndpointId = "b" }));
        var published = await bed.SendAsync();

        var explanation = await ExplainAsync(bed, published, "b");

        explanation.Decisions.Should().ContainSingle().Which.Subscription.Id.Should().Be("to b");
        explanation.Event.Deliveries.Should().ContainSingle().Which.EndpointId.Should().Be("b");
        explanation.Sentences.Should().HaveCount(2).And.OnlyContain(sentence => sentence.Contains("endpoint 'b'"));
        (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, ["b"], Token)).Should().BeEquivalentTo(explanation);
        (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, [], Token))!.Sentences.Should().BeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_was_removed_or_added_since_says_so()
    {
        await using var bed = await DeliveryBed.WithStoredAsync(DeliveryBed.Endpoint("a"));
        var published = await bed.SendAsync();
        await bed.Registry.UpdateAsync(
            [
                RoutingEdit.Remove(bed.Registry.EndpointOf("a")),
                RoutingEdit.Save(DeliveryBed.Endpoint("late")),
                RoutingEdit.Save(new WebhookSubscription { Id = "to late", EndpointId = "late" }),
            ],
            cancellationToken: Token);

        var explanation = await ExplainAsync(bed, published);

        explanation.Sentences.Should().HaveCount(4)
            .And.HaveElementAt(
                1,
                "Nothing was sent to endpoint 'late', although it matches now: its configuration has changed since. A replay would send "
                    + "it.")
            .And.HaveElementAt(2, "Endpoint 'a' is not configured: it was removed, or the id is wrong.");
        (await ExplainAsync(bed, published, "never"))
            .Sentences.Should().Equal("Endpoint 'never' is not configured: it was removed, or the id is wrong.");
    }

    [Fact]
    public async Task An_endpoint_whose_secrets_cannot_be_used_says_so()
    {
        await using var bed = new DeliveryBed(_ => { }, services => services.AddSingleton<ISecretProtector, LostKey>());
        using var other = bed.OtherNode();
        var published = await bed.SendAsync();
        await other.AddEndpointAsync(
            DeliveryBed.Endpoint("locked") with { Headers = new Dictionary<string, string> { ["X-Key"] = "k" } }, cancellationToken: Token);

        (await ExplainAsync(bed, published)).Sentences[0].Should().Be(
            "Endpoint 'locked' gets nothing, because its stored headers or signing secrets cannot be used: The key is lost.");
    }

    [Fact]
    public async Task Without_its_payload_there_are_only_the_deliveries()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();
        var damaged = (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))! with
        {
            Id = "evt_damaged",
            Body = "damaged"u8.ToArray(),
            Deliveries = [],
        };
        await bed.Store.AddAsync([damaged], lease: null, Token);
        bed.Clock.Advance(TimeSpan.FromDays(31));

        (await bed.Get<WebhookOperations>().ExplainAsync(damaged.Id, cancellationToken: Token))!.Sentences.Should().ContainSingle().Which
            .Should().StartWith("The store's copy of the event's payload cannot be read");
        await bed.Get<IDeliveryOperations>().PurgeAsync(new(), 10, Token);
        var explanation = await ExplainAsync(bed, published);

        explanation.HasPayload.Should().BeFalse();
        explanation.Decisions.Should().BeEmpty();
        explanation.Sentences.Should().HaveCount(2);
        explanation.Sentences[0].Should().StartWith("The event's payload was removed by retention");
        explanation.Sentences[1].Should().StartWith($"Delivery '{published.Deliveries[0].Id}' to endpoint 'a' succeeded at");
    }

    [Fact]
    public async Task There_is_nothing_to_say_about_an_event_that_is_not_there()
    {
        await using var bed = new DeliveryBed();

        (await bed.Get<WebhookOperations>().ExplainAsync("evt_none", cancellationToken: Token)).Should().BeNull();
    }

    private static async Task<EventExplanation> ExplainAsync(DeliveryBed bed, PublishResult published, string? endpointId = null) =>
        (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, endpointId, Token))!;

    private static WebhookEvent Vulnerability() => EventCatalog.Find(WebhookEventType.NewVulnerabilitiesFullScan)!.CreateSample().Event;
}
