using System.Net;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class RedeliveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settled_delivery_is_sent_again_at_once_under_its_ids()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();

        var outcome = await RedeliverAsync(bed, published);
        await bed.Dispatcher.DispatchDueAsync(Token);

        outcome.Should().Be(RedeliveryOutcome.Redelivered);
        bed.Requests.Should().HaveCount(2);
        foreach (var id in new[] { "webhook-id", "zeropath-delivery", "zeropath-attempt" })
        {
            bed.Requests[1].Headers[id].Should().Be(bed.Requests[0].Headers[id]);
        }
    }

    [Fact]
    public async Task A_failed_delivery_has_all_its_attempts_before_it_again()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };
        var published = await bed.SendAsync();
        await bed.RunAsync();

        await RedeliverAsync(bed, published);
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(14);
    }

    [Fact]
    public async Task One_that_waits_for_its_retry_is_still_pending_and_keeps_its_time()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };
        var published = await bed.SendAsync();
        var before = await bed.DeliveryAsync(published);

        (await RedeliverAsync(bed, published)).Should().Be(RedeliveryOutcome.StillPending);

        (await bed.DeliveryAsync(published)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task One_that_is_being_sent_is_still_pending_and_makes_one_request()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        RedeliveryOutcome? outcome = null;
        bed.Respond = _ =>
        {
            var redelivery = RedeliverAsync(bed, published);
            redelivery.IsCompletedSuccessfully.Should().BeTrue();
            outcome = redelivery.Result;
            return new(HttpStatusCode.OK);
        };

        await bed.Dispatcher.DispatchDueAsync(Token);

        outcome.Should().Be(RedeliveryOutcome.StillPending);
        bed.Requests.Should().ContainSingle();
        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task Many_at_once_send_it_once()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RedeliverAsync(bed, published), Token)));
        await bed.Dispatcher.DispatchDueAsync(Token);

        outcomes.Should().ContainSingle(outcome => outcome == RedeliveryOutcome.Redelivered);
        outcomes.Where(outcome => outcome != RedeliveryOutcome.Redelivered).Should().AllBeEquivalentTo(RedeliveryOutcome.StillPending);
        bed.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Without_its_payload_or_itself_it_says_so()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(31));
        await bed.Get<IDeliveryOperations>().PurgeAsync(new(), 10, Token);

        (await RedeliverAsync(bed, published)).Should().Be(RedeliveryOutcome.PayloadRemoved);
        (await bed.Get<WebhookOperations>().RedeliverAsync("dlv_none", Token)).Should().Be(RedeliveryOutcome.NotFound);
    }

    [Fact]
    public async Task A_host_sends_it_without_waiting_for_its_next_look()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var bed = new DeliveryBed();
        var published = await bed.SendAsync();
        using var pump = new DeliveryService(
            bed.Get<DeliveryLoop>(), bed.Get<WebhookStore>(), bed.Get<WebhookTransport>(), bed.Get<WebhookHealth>(),
            bed.Get<IOptions<ZeroPathWebhooksOptions>>(), bed.Clock, NullLogger<DeliveryService>.Instance);
        await pump.StartAsync(Token);

        await RedeliverAsync(bed, published);

        // The clock stands still: only a signal wakes the pump.
        while (bed.Requests.Count < 2)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await pump.StopAsync(Token);
    }

    private static Task<RedeliveryOutcome> RedeliverAsync(DeliveryBed bed, PublishResult published) =>
        bed.Get<WebhookOperations>().RedeliverAsync(published.Deliveries.Single().Id, Token);
}
