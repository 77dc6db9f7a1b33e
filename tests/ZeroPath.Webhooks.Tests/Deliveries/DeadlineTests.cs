using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>PublishOptions.Deadline: from then on nothing is sent, and what is pending has failed (D64).</summary>
public class DeadlineTests
{
    private readonly List<FailureNotice> _told = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_accepted_by_its_deadline_fails_then_and_not_at_its_next_retry_and_is_told_once()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        var deadline = bed.Clock.GetUtcNow().AddSeconds(40);

        var published = await PublishAsync(bed, deadline);
        await bed.RunAsync();

        bed.Seconds.Should().Equal(0, 30);
        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(failed =>
            failed.State == DeliveryState.Failed && failed.Reason == "expired" && failed.AttemptCount == 2 && failed.SettledAt == deadline
            && failed.DueAt == null && failed.Deadline == null);
        var notices = bed.Get<JobDispatcher>();
        (await notices.RunDueAsync(Token), await notices.RunDueAsync(Token)).Should().Be((1, 0));
        _told.Should().ContainSingle().Which.FailedDeliveries.Should().ContainSingle().Which.Should().Match<FailedDelivery>(failed =>
            failed.DeliveryId == published.Deliveries[0].Id && failed.Reason == "expired" && failed.Outcome == null
            && failed.FailedAt == deadline && failed.Delivery!.AttemptCount == 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task What_is_published_past_its_deadline_is_stored_and_never_sent(int seconds)
    {
        await using var bed = Bed();

        var published = await PublishAsync(bed, bed.Clock.GetUtcNow().AddSeconds(seconds));

        bed.Requests.Should().BeEmpty();
        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(failed => failed.Reason == "expired" && failed.AttemptCount == 0);
    }

    [Fact]
    public async Task An_attempt_that_was_under_way_at_the_deadline_counts()
    {
        await using var bed = Bed();
        bed.Respond = _ =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(5));
            return new(HttpStatusCode.OK);
        };

        var published = await PublishAsync(bed, bed.Clock.GetUtcNow().AddSeconds(2));

        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Succeeded && delivery.AttemptCount == 1);
    }

    [Fact]
    public async Task What_is_leased_and_waits_for_its_turn_here_is_not_sent_past_its_deadline()
    {
        await using var bed = Bed(builder => builder.Configure(options => options.MaxConcurrency = 1));
        bed.Respond = _ =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(5));
            return new(HttpStatusCode.OK);
        };
        var options = new PublishOptions { Deadline = bed.Clock.GetUtcNow().AddSeconds(8) };
        var published = await bed.Publisher.PublishAsync(
            [.. Enumerable.Repeat(new PublishRequest(DeliveryBed.Event()), 4)], options, Token);

        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Seconds.Should().Equal(0, 5);
        var states = new List<(DeliveryState, string?, int)>();
        foreach (var result in published)
        {
            var delivery = await bed.DeliveryAsync(result);
            states.Add((delivery.State, delivery.Reason, delivery.AttemptCount));
        }

        states.Order().Should().Equal(
            (DeliveryState.Succeeded, null, 1), (DeliveryState.Succeeded, null, 1), (DeliveryState.Failed, "expired", 0),
            (DeliveryState.Failed, "expired", 0));
    }

    [Fact]
    public async Task Neither_a_rate_nor_a_hold_of_the_endpoint_stops_a_deadline()
    {
        await using var bed = Bed(endpoint: DeliveryBed.Endpoint("a") with { MaxPerSecond = 0.05 });
        var options = new PublishOptions { Deadline = bed.Clock.GetUtcNow().AddSeconds(30) };
        var published = await bed.Publisher.PublishAsync(
            [.. Enumerable.Repeat(new PublishRequest(DeliveryBed.Event()), 4)], options, Token);
        await bed.Dispatcher.DispatchDueAsync(Token);
        await bed.Get<IEndpointHealthStore>().HoldAsync("a", TimeSpan.FromHours(1), Token);

        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Should().ContainSingle();
        var reasons = new List<string?>();
        foreach (var result in published)
        {
            reasons.Add((await bed.DeliveryAsync(result)).Reason);
        }

        reasons.Order().Should().Equal(null, "expired", "expired", "expired");
    }

    [Fact]
    public async Task What_is_sent_again_or_replayed_has_no_deadline_and_the_event_keeps_its_own()
    {
        await using var bed = Bed();
        var deadline = bed.Clock.GetUtcNow().AddSeconds(-1);
        var published = await PublishAsync(bed, deadline);
        var operations = bed.Get<WebhookOperations>();

        var outcome = await operations.RedeliverAsync(published.Deliveries[0].Id, Token);
        await bed.Dispatcher.DispatchDueAsync(Token);
        var replay = await operations.ReplayAsync(new(), cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        (outcome, replay.DeliveriesAdded, bed.Requests.Count).Should().Be((RedeliveryOutcome.Redelivered, 1, 2));
        var stored = (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!;
        stored.Deadline.Should().Be(deadline);
        stored.Deliveries.Should().HaveCount(2).And.OnlyContain(delivery => delivery.State == DeliveryState.Succeeded);
    }

    [Fact]
    public async Task A_repeat_with_another_deadline_is_the_first_publish_again()
    {
        await using var bed = Bed();
        var @event = DeliveryBed.Event();
        var first = bed.Clock.GetUtcNow().AddHours(1).ToOffset(TimeSpan.FromHours(2));
        await bed.Publisher.PublishAsync(@event, new() { IdempotencyKey = "key", Deadline = first }, Token);

        var repeat = await bed.Publisher.PublishAsync(@event, new() { IdempotencyKey = "key", Deadline = first.AddHours(1) }, Token);

        (repeat.IsRepeat, repeat.Deliveries[0].Deadline).Should().Be((true, first));
        repeat.Deliveries[0].Deadline!.Value.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_explanation_says_when_a_delivery_expires_and_that_it_has()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        var published = await PublishAsync(bed, bed.Clock.GetUtcNow().AddSeconds(10));

        (await SentencesAsync()).Should().Contain(
            $"Delivery '{published.Deliveries[0].Id}' to endpoint 'a' is pending after 1 attempt, the next one at 2024-10-04 00:00:30Z, "
            + "unless it expires before, at 2024-10-04 00:00:10Z.");
        await bed.RunAsync();
        (await SentencesAsync()).Should().Contain(
            $"Delivery '{published.Deliveries[0].Id}' to endpoint 'a' failed at 2024-10-04 00:00:10Z after 1 attempt: expired.");

        async Task<IReadOnlyList<string>> SentencesAsync() =>
            (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, cancellationToken: Token))!.Sentences;
    }

    private static async Task<PublishResult> PublishAsync(DeliveryBed bed, DateTimeOffset deadline)
    {
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { Deadline = deadline }, Token);
        await bed.Dispatcher.DispatchDueAsync(Token);
        return published;
    }

    private DeliveryBed Bed(Action<ZeroPathWebhooksBuilder>? configure = null, WebhookEndpoint? endpoint = null) => new(
        builder =>
        {
            builder.AddEndpoint(endpoint ?? DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" });
            configure?.Invoke(builder);
        },
        services => services.AddSingleton<IDeliveryFailureNotifier>(new Notifier(_told)));

    private sealed class Notifier(List<FailureNotice> told) : IDeliveryFailureNotifier
    {
        public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
        {
            told.Add(notice);
            return Task.CompletedTask;
        }
    }
}
