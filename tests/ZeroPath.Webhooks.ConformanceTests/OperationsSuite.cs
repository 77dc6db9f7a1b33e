using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IDeliveryOperations"/>.</summary>
public abstract class OperationsSuite : StoreSuite
{
    private static readonly RetentionPolicy KeepAll =
        new() { Payloads = null, Attempts = null, Events = null, History = null };

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_settled_delivery_that_is_redelivered_is_due_at_once_with_all_its_attempts_before_it()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Refused, 500));

        var count = await Harness.Operations.RedeliverAsync(new() { DeliveryId = leased.DeliveryId }, 10, Cancellation);

        Assert.Equal(1, count);
        var delivery = await FindAsync(leased.DeliveryId);
        Assert.Equal((DeliveryState.Pending, null, 0, null), (delivery.State, delivery.Reason, delivery.AttemptCount, delivery.SettledAt));
        var again = await LeaseOneAsync();
        Assert.True(again.FencingToken > leased.FencingToken);
        Assert.Single(await Harness.Reader.ListAttemptsAsync(leased.DeliveryId, Cancellation));
    }

    [Fact]
    public async Task A_success_that_is_sent_again_is_a_success_still_when_somebody_cancels_that()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        for (var times = 0; times < 2; times++)
        {
            await Harness.Operations.RedeliverAsync(new() { DeliveryId = leased.DeliveryId }, 10, Cancellation);

            Assert.Equal(1, await Harness.Operations.CancelAsync(DeliveryFilter.All, "on_request", 10, Cancellation));

            var delivery = await FindAsync(leased.DeliveryId);
            Assert.Equal((DeliveryState.Succeeded, null), (delivery.State, delivery.Reason));
            Assert.NotNull(delivery.SettledAt);
        }

        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task A_success_that_is_sent_again_is_a_success_still_when_its_turn_comes_in_vain()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, DeliveryTransition.Succeeded);
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        var again = await LeaseOneAsync();

        Assert.True(await RecordAsync(again, DeliveryTransition.Cancelled("endpoint_disabled")));
        Assert.True(await RecordAsync(again, DeliveryTransition.Cancelled("endpoint_disabled")), "once more it is no other");

        var delivery = await FindAsync(leased.DeliveryId);
        Assert.Equal((DeliveryState.Succeeded, null), (delivery.State, delivery.Reason));
        Assert.False(await RecordAsync(leased, DeliveryTransition.Cancelled("endpoint_disabled")), "a lease from before is void");
    }

    [Fact]
    public async Task What_is_due_of_endpoints_that_are_off_is_cancelled_together_and_what_is_leased_waits_or_is_others_is_not()
    {
        await AddAsync(NewEvent("off"));
        var leased = await LeaseOneAsync();
        await AddAsync(NewEvent("off"));
        var waiting = await LeaseOneAsync();
        await RecordAsync(waiting, DeliveryTransition.Retry(TimeSpan.FromMinutes(10)), Attempt(1, AttemptOutcome.Refused, 500));
        await AddAsync(NewEvent("off", "gone", "well"), NewEvent("off"), NewEvent("off"));
        var reasons = new Dictionary<string, string> { ["off"] = "endpoint_disabled", ["gone"] = "endpoint_removed" };

        Assert.Equal(2, await Store.CancelDueAsync(reasons, 2, Cancellation));
        Assert.Equal(2, await Store.CancelDueAsync(reasons, 10, Cancellation));
        Assert.Equal(0, await Store.CancelDueAsync(reasons, 10, Cancellation));

        var cancelled =
            (await Harness.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Cancelled }, new(), Cancellation)).Items;
        Assert.Equal(
            [("gone", "endpoint_removed"), ("off", "endpoint_disabled"), ("off", "endpoint_disabled"), ("off", "endpoint_disabled")],
            cancelled.Select(delivery => (delivery.EndpointId, delivery.Reason)).Order());
        Assert.All(cancelled, delivery => Assert.NotNull(delivery.SettledAt));
        var statistics = await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromHours(1), Cancellation);
        Assert.Equal(4, statistics.Sum(hour => hour.Cancelled));
        Assert.True(await RecordAsync(leased, DeliveryTransition.Succeeded), "an attempt that is under way ends as it does");

        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Store.CancelDueAsync(reasons, 10, Cancellation));
        Assert.Equal("endpoint_disabled", (await FindAsync(waiting.DeliveryId)).Reason);
        Assert.Equal("well", (await LeaseOneAsync()).EndpointId);
        Assert.Null(await Store.NextDueAsync(new(10, Lease) { RoomFor = id => new(id == "well" ? 0 : 10) }, Cancellation));
    }

    [Fact]
    public async Task A_success_that_is_sent_again_is_a_success_still_when_its_endpoint_is_off()
    {
        await AddAsync(NewEvent("off"));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, DeliveryTransition.Succeeded);
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);

        Assert.Equal(1, await Store.CancelDueAsync(new Dictionary<string, string> { ["off"] = "endpoint_disabled" }, 10, Cancellation));

        var delivery = await FindAsync(leased.DeliveryId);
        Assert.Equal((DeliveryState.Succeeded, null), (delivery.State, delivery.Reason));
        Assert.False(await RecordAsync(leased, DeliveryTransition.Cancelled("endpoint_disabled")), "a lease from before is void");
    }

    [Fact]
    public async Task What_was_no_success_is_cancelled_and_a_success_that_fails_when_it_is_sent_again_has_failed()
    {
        await AddAsync(NewEvent("one"), NewEvent("one"));
        var (failed, succeeded) = await LeaseAsync() is [var one, var other] ? (one, other) : throw new InvalidOperationException();
        await RecordAsync(failed, DeliveryTransition.Failed("exhausted"));
        await RecordAsync(succeeded, DeliveryTransition.Succeeded);
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        foreach (var again in await LeaseAsync())
        {
            await RecordAsync(again, again.DeliveryId == failed.DeliveryId
                ? DeliveryTransition.Cancelled("endpoint_disabled")
                : DeliveryTransition.Failed("exhausted"));
        }

        Assert.Equal(DeliveryState.Cancelled, (await FindAsync(failed.DeliveryId)).State);
        Assert.Equal(DeliveryState.Failed, (await FindAsync(succeeded.DeliveryId)).State);
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        Assert.Equal(2, await Harness.Operations.CancelAsync(DeliveryFilter.All, "on_request", 10, Cancellation));
        Assert.Equal(DeliveryState.Cancelled, (await FindAsync(succeeded.DeliveryId)).State);
    }

    [Fact]
    public async Task A_pending_delivery_is_not_redelivered()
    {
        var added = NewEvent("one");
        await AddAsync(added);
        await LeaseAsync();

        Assert.Equal(0, await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation));
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task Redelivery_by_filter_goes_oldest_first_and_no_further_than_asked()
    {
        var added = Enumerable.Range(0, 5).Select(_ => NewEvent("one", "two")).ToArray();
        await AddAsync(added);
        foreach (var leased in await LeaseAsync())
        {
            await RecordAsync(leased, DeliveryTransition.Succeeded);
        }

        var count = await Harness.Operations.RedeliverAsync(new() { EndpointId = "two" }, 3, Cancellation);

        Assert.Equal(3, count);
        Assert.Equal(added.Take(3).Select(item => item.Deliveries[1].Id), (await LeaseAsync()).Select(leased => leased.DeliveryId).Order());
        Assert.Equal(2, await Harness.Operations.RedeliverAsync(new() { EndpointId = "two" }, 3, Cancellation));
    }

    [Fact]
    public async Task A_cancelled_delivery_is_never_due_and_a_late_result_changes_nothing()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();

        Assert.Equal(1, await Harness.Operations.CancelAsync(new() { DeliveryId = leased.DeliveryId }, "by an operator", 10, Cancellation));
        Assert.False(await RecordAsync(leased, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200)));

        var delivery = await FindAsync(leased.DeliveryId);
        Assert.Equal((DeliveryState.Cancelled, "by an operator"), (delivery.State, delivery.Reason));
        Assert.Equal(0, await Harness.Operations.CancelAsync(new() { DeliveryId = leased.DeliveryId }, "again", 10, Cancellation));
        await Harness.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task A_result_from_before_a_redelivery_changes_nothing()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        await Harness.Operations.CancelAsync(new() { DeliveryId = leased.DeliveryId }, "by an operator", 10, Cancellation);
        await Harness.Operations.RedeliverAsync(new() { DeliveryId = leased.DeliveryId }, 10, Cancellation);

        await RecordAsync(leased, DeliveryTransition.Succeeded);

        Assert.Equal(DeliveryState.Pending, (await FindAsync(leased.DeliveryId)).State);
    }

    [Fact]
    public async Task Deliveries_are_added_to_stored_events_and_left_out_for_others()
    {
        var added = NewEvent();
        await AddAsync(added);
        var delivery = NewDelivery(added.Id, "one");

        var count = await Harness.Operations.AddDeliveriesAsync([delivery, NewDelivery("evt_none", "one")], Cancellation);

        Assert.Equal(1, count);
        var leased = await LeaseOneAsync();
        Assert.Equal(delivery.Id, leased.DeliveryId);
        Assert.Equal(added.Body.ToArray(), leased.Body.ToArray());
    }

    [Fact]
    public async Task What_is_not_finished_is_never_purged()
    {
        var added = NewEvent("one", "two");
        await AddAsync(added);
        await RecordAsync((await LeaseAsync())[0], DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        await Harness.AdvanceAsync(TimeSpan.FromDays(365));

        Assert.Equal(0, await Harness.Operations.PurgeAsync(
            KeepAll with { Payloads = TimeSpan.Zero, Attempts = TimeSpan.Zero, Events = TimeSpan.Zero }, 10, Cancellation));
        Assert.Equal(2, (await LeaseAsync()).Count + 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Figures_are_purged_when_they_are_old_and_no_earlier(bool areMerged)
    {
        await AddAsync(NewEvent("one"));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        await Harness.AdvanceAsync(TimeSpan.FromDays(10));
        while (areMerged && await Harness.Operations.MergeFiguresAsync(1, Cancellation) > 0)
        {
        }

        await PurgeAllAsync(KeepAll with { History = TimeSpan.FromDays(11) });
        Assert.Single(await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(36_500), Cancellation));

        // With the event, for a store that counts anew each time.
        await PurgeAllAsync(KeepAll with { History = TimeSpan.FromDays(9), Events = TimeSpan.FromDays(9) });
        Assert.Empty(await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(36_500), Cancellation));
    }

    [Fact]
    public async Task The_record_of_changes_is_purged_when_it_is_old_and_no_earlier()
    {
        await SaveAsync("old");
        await SaveAsync("older brother");
        await Harness.AdvanceAsync(TimeSpan.FromDays(10));
        await SaveAsync("young");

        await PurgeAllAsync(KeepAll);
        await PurgeAllAsync(KeepAll with { History = TimeSpan.FromDays(11) });
        Assert.Equal(3, (await Harness.Resources.ListActivityAsync(new(), new(), Cancellation)).Items.Count);

        await PurgeAllAsync(KeepAll with { History = TimeSpan.FromDays(9) });
        Assert.Equal("young", Assert.Single((await Harness.Resources.ListActivityAsync(new(), new(), Cancellation)).Items).Id);
        Assert.NotNull(await Harness.Resources.FindAsync(ResourceKind.Endpoint, "old", Cancellation));

        async Task SaveAsync(string id) => await Harness.Resources.ApplyAsync(
            [new ResourceEdit.Save(new() { Kind = ResourceKind.Endpoint, Id = id, Name = id, Settings = "{}" }, 0)],
            ChangeOrigin.Code,
            Cancellation);
    }

    [Fact]
    public async Task Each_age_counts_from_the_last_settlement()
    {
        var added = NewEvent("one");
        await AddAsync(added);
        var leased = await LeaseOneAsync();
        await Harness.AdvanceAsync(TimeSpan.FromDays(10));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        await Harness.AdvanceAsync(TimeSpan.FromDays(5));
        var sixDays = TimeSpan.FromDays(6);

        Assert.Equal(
            0, await Harness.Operations.PurgeAsync(new() { Payloads = sixDays, Attempts = sixDays, Events = sixDays }, 10, Cancellation));
        await Harness.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(1, await Harness.Operations.PurgeAsync(KeepAll with { Payloads = sixDays }, 10, Cancellation));
        Assert.True((await Harness.History.FindEventAsync(added.Id, Cancellation))!.Body.IsEmpty);
        Assert.Equal(1, await Harness.Operations.PurgeAsync(KeepAll with { Attempts = sixDays }, 10, Cancellation));
        Assert.Empty(await Harness.Reader.ListAttemptsAsync(leased.DeliveryId, Cancellation));
        Assert.Equal(0, await Harness.Operations.PurgeAsync(KeepAll with { Payloads = sixDays, Attempts = sixDays }, 10, Cancellation));
        Assert.Equal(1, await Harness.Operations.PurgeAsync(KeepAll with { Events = sixDays }, 10, Cancellation));
        Assert.Null(await Harness.History.FindEventAsync(added.Id, Cancellation));
        Assert.Null(await Harness.History.FindDeliveryAsync(leased.DeliveryId, Cancellation));
    }

    [Fact]
    public async Task Without_its_payload_an_event_is_neither_redelivered_nor_given_deliveries()
    {
        var added = NewEvent("one");
        await AddAsync(added);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded);
        await Harness.AdvanceAsync(TimeSpan.FromDays(1));
        await Harness.Operations.PurgeAsync(KeepAll with { Payloads = TimeSpan.FromHours(1) }, 10, Cancellation);

        Assert.Equal(0, await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation));
        Assert.Equal(0, await Harness.Operations.AddDeliveriesAsync([NewDelivery(added.Id, "two")], Cancellation));
    }

    [Fact]
    public async Task A_purge_touches_no_more_events_than_asked_and_forgets_their_keys()
    {
        await AddAsync([.. Enumerable.Range(0, 5).Select(i => NewEvent() with { IdempotencyKey = $"key {i}", ContentHash = "a" })]);
        await Harness.AdvanceAsync(TimeSpan.FromDays(20_000));

        Assert.Equal(3, await Harness.Operations.PurgeAsync(KeepAll with { Events = TimeSpan.FromDays(1) }, 3, Cancellation));
        Assert.Equal(2, await Harness.Operations.PurgeAsync(KeepAll with { Events = TimeSpan.FromDays(1) }, 3, Cancellation));

        var again = NewEvent() with { IdempotencyKey = "key 0", ContentHash = "b" };
        Assert.Equal(again.Id, (await AddAsync(again))[0].Id);
    }

    private async Task PurgeAllAsync(RetentionPolicy policy)
    {
        while (await Harness.Operations.PurgeAsync(policy, 1, Cancellation) > 0)
        {
        }
    }
}
