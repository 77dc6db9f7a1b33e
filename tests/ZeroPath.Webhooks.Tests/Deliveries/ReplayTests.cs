using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class ReplayTests
{
    private static readonly EventFilter Everything = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_matched_nobody_go_to_an_endpoint_that_was_added_since()
    {
        await using var bed = new DeliveryBed(_ => { });
        var published = await bed.SendAsync();
        await AddAsync(bed, "late");

        var replayed = await Operations(bed).ReplayAsync(Everything, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        replayed.Should().BeEquivalentTo(Result(events: 1, added: 1));
        bed.Requests.Should().ContainSingle().Which.Headers.Should().Contain("webhook-id", published.EventId);
        (await DeliveriesAsync(bed, published)).Should().ContainSingle().Which.Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Succeeded && delivery.EndpointId == "late" && delivery.SubscriptionIds.Single() == "to late");
    }

    [Fact]
    public async Task A_range_has_its_first_moment_and_not_its_last()
    {
        await using var bed = new DeliveryBed(_ => { });
        var published = new List<PublishResult>();
        for (var minute = 0; minute < 4; minute++)
        {
            published.Add(await bed.SendAsync());
            bed.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await AddAsync(bed, "late");
        var first = bed.Clock.GetUtcNow() - TimeSpan.FromMinutes(4);

        var replayed = await Operations(bed)
            .ReplayAsync(new() { From = first.AddMinutes(1), To = first.AddMinutes(3) }, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        replayed.Should().BeEquivalentTo(Result(events: 2, added: 2));
        EventIds(bed).Should().BeEquivalentTo(published[1].EventId, published[2].EventId);
    }

    [Fact]
    public async Task The_configuration_of_now_decides()
    {
        await using var bed = new DeliveryBed();
        await bed.SendAsync();
        await bed.Registry.UpdateSubscriptionAsync(
            bed.Registry.Configuration.Subscriptions.Single() with
            {
                EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed),
            }, cancellationToken: Token);

        var replayed = await Operations(bed).ReplayAsync(Everything, "a", cancellationToken: Token);

        replayed.Should().BeEquivalentTo(Result(events: 1, added: 0));
    }

    [Fact]
    public async Task What_was_delivered_before_is_sent_again_under_the_same_id_as_a_new_delivery()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();

        await Operations(bed).ReplayAsync(Everything, "a", cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        EventIds(bed).Should().Equal(published.EventId, published.EventId);
        bed.Requests.Select(request => request.Headers["zeropath-delivery"]).Should().OnlyHaveUniqueItems();
        bed.Requests.Select(request => request.Headers["zeropath-attempt"]).Should().Equal("1", "1");
        bed.Requests[1].Body.Should().Equal(bed.Requests[0].Body);
    }

    [Fact]
    public async Task What_an_endpoint_accepted_before_can_be_left_out()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" })
            .Configure(options => options.FinalStatuses.Add(500)));
        await bed.SendAsync();
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        var failed = await bed.SendAsync();
        bed.Respond = _ => new(HttpStatusCode.OK);
        bed.Requests.Clear();

        var replayed = await Operations(bed).ReplayAsync(Everything, "a", onlyUndelivered: true, Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        replayed.Should().BeEquivalentTo(Result(events: 2, added: 1));
        EventIds(bed).Should().Equal(failed.EventId);
    }

    [Fact]
    public async Task What_is_still_pending_is_not_added_once_more()
    {
        await using var bed = new DeliveryBed();
        await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        var replayed = await Operations(bed).ReplayAsync(Everything, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        replayed.Should().BeEquivalentTo(Result(events: 1, added: 0));
        bed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Hundreds_of_events_go_to_the_one_endpoint_or_to_all()
    {
        await using var bed = new DeliveryBed(_ => { });
        await bed.Publisher.PublishAsync(
            [.. Enumerable.Range(0, 230).Select(_ => new PublishRequest(DeliveryBed.Event()))], cancellationToken: Token);
        await AddAsync(bed, "a");
        await AddAsync(bed, "b");

        var toOne = await Operations(bed).ReplayAsync(Everything, "a", cancellationToken: Token);
        var toAll = await Operations(bed).ReplayAsync(Everything, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        (toOne, toAll).Should().BeEquivalentTo((Result(events: 230, added: 230), Result(events: 230, added: 230)));
        EventIds(bed).Should().HaveCount(460);
        EventIds(bed).Distinct().Should().HaveCount(230);
    }

    [Fact]
    public async Task Events_without_payload_are_counted()
    {
        await using var bed = new DeliveryBed();
        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(31));
        await bed.Get<IDeliveryOperations>().PurgeAsync(new(), 10, Token);
        await bed.SendAsync();

        (await Operations(bed).ReplayAsync(Everything, cancellationToken: Token))
            .Should().BeEquivalentTo(Result(events: 2, added: 1, withoutPayload: 1));
    }

    [Fact]
    public async Task An_event_whose_payload_cannot_be_read_stops_no_other()
    {
        await using var bed = new DeliveryBed();
        var sent = await bed.SendAsync();
        var stored = (await bed.Get<WebhookHistory>().FindEventAsync(sent.EventId, Token))!;
        await bed.Store.AddAsync([stored with { Id = "evt_damaged", Body = "damaged"u8.ToArray(), Deliveries = [] }], lease: null, Token);

        (await Operations(bed).ReplayAsync(Everything, cancellationToken: Token))
            .Should().BeEquivalentTo(Result(events: 2, added: 1, withoutPayload: 1));
    }

    [Theory]
    [InlineData("unknown", "*no endpoint*'unknown'*Id*")]
    [InlineData("a", "*'a' is disabled*Enable it*")]
    public async Task An_endpoint_that_cannot_get_anything_is_told(string endpoint, string message)
    {
        await using var bed = new DeliveryBed();
        await bed.SendAsync();
        await bed.Registry.DisableEndpointAsync("a", "Under maintenance.", cancellationToken: Token);

        var replay = () => Operations(bed).ReplayAsync(Everything, endpoint, cancellationToken: Token);

        await replay.Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public async Task A_range_that_ends_before_it_begins_is_told()
    {
        await using var bed = new DeliveryBed();
        var now = bed.Clock.GetUtcNow();

        var replay = () => Operations(bed).ReplayAsync(new() { From = now, To = now.AddHours(-1) }, cancellationToken: Token);

        await replay.Should().ThrowAsync<ArgumentException>().WithMessage("*From must be before To*");
    }

    [Fact]
    public async Task A_replay_that_is_cancelled_goes_no_further()
    {
        await using var bed = new DeliveryBed();
        await bed.SendAsync();

        var replay = () => Operations(bed).ReplayAsync(Everything, cancellationToken: new(canceled: true));

        await replay.Should().ThrowAsync<OperationCanceledException>();
        (await bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
    }

    private static WebhookOperations Operations(DeliveryBed bed) => bed.Get<WebhookOperations>();

    private static IEnumerable<string> EventIds(DeliveryBed bed) => bed.Requests.Select(request => request.Headers["webhook-id"]);

    private static ReplayResult Result(long events, long added, long withoutPayload = 0) =>
        new() { Events = events, DeliveriesAdded = added, EventsWithoutPayload = withoutPayload };

    private static Task AddAsync(DeliveryBed bed, string name) => bed.Registry.UpdateAsync(
        [RoutingEdit.Save(DeliveryBed.Endpoint(name)), RoutingEdit.Save(new WebhookSubscription { Id = $"to {name}", EndpointId = name })],
        cancellationToken: Token);

    private static async Task<IReadOnlyList<Delivery>> DeliveriesAsync(DeliveryBed bed, PublishResult published) =>
        (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!.Deliveries;
}
