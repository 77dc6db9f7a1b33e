using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// The contract of stores for <see cref="Delivery.Deadline"/>: what is past it is leased to be ended, whatever else it waits for.
/// </summary>
public abstract class DeadlineSuite : StoreSuite
{
    private static readonly LeaseRequest NoRoom = new(1, Lease) { RoomFor = _ => default };

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_deadline_is_kept_with_the_event_and_with_its_deliveries_until_they_are_settled()
    {
        var (added, deadline) = await AddAsync(TimeSpan.FromMinutes(5), "one", "two");
        var leased = await LeaseAsync();
        await RecordAsync(leased.Single(one => one.EndpointId == "one"), DeliveryTransition.Succeeded);

        var found = (await Harness.History.FindEventAsync(added.Id, Cancellation))!;

        Assert.Equal(deadline, found.Deadline);
        Assert.Equal([null, deadline], found.Deliveries.Select(delivery => delivery.Deadline));
        Assert.Equal(deadline, (await FindAsync(added.Deliveries[1].Id)).Deadline);
        Assert.All(leased, one => Assert.InRange(one.ExpiresIn!.Value, TimeSpan.FromMinutes(4.7), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task What_has_no_deadline_has_none()
    {
        var added = NewEvent("one");
        await AddAsync(added);

        Assert.Null((await LeaseOneAsync()).ExpiresIn);
        Assert.Null((await FindAsync(added.Deliveries[0].Id)).Deadline);
        Assert.Null((await Harness.History.FindEventAsync(added.Id, Cancellation))!.Deadline);
    }

    [Fact]
    public async Task What_is_due_later_than_its_deadline_is_leased_at_its_deadline_without_its_payload_though_there_is_no_room()
    {
        await AddAsync(TimeSpan.FromMinutes(5), "one");
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.FromHours(1)), Attempt(1, AttemptOutcome.Refused, 500));

        Assert.Empty(await LeaseAsync());
        Assert.InRange((await Store.NextDueAsync(NoRoom, Cancellation))!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.Zero, await Store.NextDueAsync(NoRoom, Cancellation));
        var expired = Assert.Single(await LeaseAsync(NoRoom));
        Assert.Equal(("one", 1, true), (expired.EndpointId, expired.AttemptCount, expired.Body.IsEmpty));
        Assert.True(expired.ExpiresIn <= TimeSpan.Zero);
        Assert.Empty(await LeaseAsync(NoRoom));
    }

    [Fact]
    public async Task What_is_ended_at_its_deadline_has_failed_with_the_attempts_that_it_had_and_is_told_once()
    {
        await AddAsync(TimeSpan.FromMinutes(5), "one");
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.FromHours(1)), Attempt(1, AttemptOutcome.Refused, 500));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var expired = await LeaseOneAsync();

        Assert.True(await RecordAsync(expired, DeliveryTransition.Expired));
        Assert.True(await RecordAsync(expired, DeliveryTransition.Expired), "once more it is no other");

        var delivery = await FindAsync(expired.DeliveryId);
        Assert.Equal((DeliveryState.Failed, "expired", 1), (delivery.State, delivery.Reason, delivery.AttemptCount));
        Assert.NotNull(delivery.SettledAt);
        Assert.Equal((null, null), (delivery.DueAt, delivery.Deadline));
        Assert.Single(await Harness.Reader.ListAttemptsAsync(expired.DeliveryId, Cancellation));
        Assert.Single(await Harness.Jobs.LeaseAsync(new(JobKinds.FailureNotice, 10, Lease) { Handlers = [""] }, Cancellation));
        Assert.Null(await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
    }

    [Fact]
    public async Task A_hold_does_not_stop_a_deadline_and_what_is_past_it_is_no_probe()
    {
        var waiting = NewEvent("one");
        await AddAsync(TimeSpan.FromMinutes(5), "one");
        await AddAsync(waiting);
        await Harness.Health.HoldAsync("one", TimeSpan.FromMinutes(10), Cancellation);

        Assert.InRange((await Store.NextDueAsync(LeaseRequest.Any, Cancellation))!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var expired = await LeaseOneAsync();
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var probe = (await LeaseAsync()).Single(leased => leased.IsProbe);

        Assert.False(expired.IsProbe);
        Assert.Equal(waiting.Deliveries[0].Id, probe.DeliveryId);
    }

    [Fact]
    public async Task An_attempt_under_way_may_end_and_count_after_the_deadline()
    {
        await AddAsync(TimeSpan.FromSeconds(20), "accepted", "refused");
        var leased = await LeaseAsync();
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(25));

        Assert.Empty(await LeaseAsync());
        Assert.True((await Store.NextDueAsync(NoRoom, Cancellation) ?? Lease) > TimeSpan.Zero);
        Assert.True(await RecordAsync(leased.Single(one => one.EndpointId == "accepted"), DeliveryTransition.Succeeded));
        await RecordAsync(leased.Single(one => one.EndpointId == "refused"), DeliveryTransition.Retry(TimeSpan.FromHours(1)));

        var expired = await LeaseOneAsync();
        Assert.Equal(("refused", 1), (expired.EndpointId, expired.AttemptCount));
        Assert.True(expired.ExpiresIn < TimeSpan.Zero);
    }

    [Fact]
    public async Task What_a_process_that_died_had_leased_is_leased_to_be_ended_when_the_lease_is_over()
    {
        var (added, _) = await AddAsync(TimeSpan.FromSeconds(20), "leased", "added");
        var left = NewEvent("later") with { Deadline = added.Deadline };
        await AddLeasedAsync(left.Deliveries, left with { Deliveries = [left.Deliveries[0] with { Deadline = added.Deadline }] });
        await LeaseAsync();

        await Harness.AdvanceAsync(Lease);
        var expired = await LeaseAsync(NoRoom);

        Assert.Equal(["added", "later", "leased"], expired.Select(one => one.EndpointId).Order());
        Assert.All(expired, one => Assert.True(one.FencingToken > LeasedDelivery.FirstToken));
    }

    [Fact]
    public async Task Redelivery_and_replay_have_no_deadline()
    {
        var (added, _) = await AddAsync(TimeSpan.FromMinutes(5), "one");
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded);
        await Harness.Operations.RedeliverAsync(new() { EventId = added.Id }, 10, Cancellation);
        await Harness.Operations.AddDeliveriesAsync([NewDelivery(added.Id, "two")], Cancellation);

        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        var leased = await LeaseAsync();

        Assert.Equal(["one", "two"], leased.Select(one => one.EndpointId).Order());
        Assert.All(leased, one => Assert.Equal((null, false), (one.ExpiresIn, one.Body.IsEmpty)));
        Assert.All(
            (await Harness.History.FindEventAsync(added.Id, Cancellation))!.Deliveries, delivery => Assert.Null(delivery.Deadline));
    }

    [Fact]
    public async Task What_is_cancelled_or_removed_expires_no_more()
    {
        await AddAsync(TimeSpan.FromMinutes(5), "one");
        await Harness.Operations.CancelAsync(DeliveryFilter.All, "on_request", 10, Cancellation);

        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Empty(await LeaseAsync());
        Assert.Null(await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
    }

    [Fact]
    public async Task Any_number_expire_each_once_a_bounded_number_in_a_call()
    {
        var endpoints = Enumerable.Range(0, LeasePlan.MaxExpired + 1).Select(number => $"{number}").ToArray();
        await AddAsync(TimeSpan.FromMinutes(5), endpoints);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        var first = await LeaseAsync(NoRoom);
        var second = await LeaseAsync(NoRoom);

        Assert.Equal((LeasePlan.MaxExpired, 1), (first.Count, second.Count));
        Assert.Equal(endpoints.Order(), first.Concat(second).Select(leased => leased.EndpointId).Order());
        Assert.Empty(await LeaseAsync(NoRoom));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_and_the_last_moment_there_is_are_deadlines_too(bool isLast)
    {
        var added = With(isLast ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue, "one");
        await AddAsync(added);

        var leased = await LeaseOneAsync();

        Assert.Equal(isLast, leased.ExpiresIn > TimeSpan.Zero);
        Assert.NotNull((await FindAsync(leased.DeliveryId)).Deadline);
    }

#pragma warning restore CS1591

    private static PublishedEvent With(DateTimeOffset deadline, params string[] endpoints)
    {
        var added = NewEvent(endpoints);
        return added with
        {
            Deadline = deadline,
            Deliveries = [.. added.Deliveries.Select(delivery => delivery with { Deadline = deadline })],
        };
    }

    /// <summary>Adds an event that expires so long from now, by the store's clock.</summary>
    private async Task<(PublishedEvent Added, DateTimeOffset Deadline)> AddAsync(TimeSpan expiresIn, params string[] endpoints)
    {
        var clock = NewEvent("clock");
        await AddAsync(clock);
        var now = (await FindAsync(clock.Deliveries[0].Id)).DueAt!.Value;
        await Harness.Operations.CancelAsync(new() { DeliveryId = clock.Deliveries[0].Id }, "on_request", 1, Cancellation);
        var added = With(now + expiresIn, endpoints);
        await AddAsync(added);
        return (added, now + expiresIn);
    }
}
