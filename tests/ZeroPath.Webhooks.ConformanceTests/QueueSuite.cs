using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IDeliveryStore"/>.</summary>
public abstract class QueueSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_new_delivery_is_due_at_once_with_all_that_an_attempt_needs()
    {
        var added = NewEvent("one");
        await AddAsync(added);

        var leased = await LeaseOneAsync();

        Assert.Equal(added.Deliveries[0].Id, leased.DeliveryId);
        Assert.Equal(added.Id, leased.EventId);
        Assert.Equal(added.Type, leased.EventType);
        Assert.Equal("one", leased.EndpointId);
        Assert.Equal(0, leased.AttemptCount);
        Assert.Equal(added.Body.ToArray(), leased.Body.ToArray());
        Assert.Null(leased.TraceParent);
    }

    [Fact]
    public async Task The_trace_of_the_publish_is_kept_and_handed_out_with_every_lease()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var added = NewEvent("one") with { TraceParent = trace };
        await AddAsync(added);

        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Released);

        Assert.Equal(trace, (await LeaseOneAsync()).TraceParent);
        Assert.Equal(trace, (await Harness.History.FindEventAsync(added.Id, Cancellation))!.TraceParent);
    }

    [Fact]
    public async Task A_lease_tells_for_how_long_the_delivery_had_been_due()
    {
        await AddAsync(NewEvent("one"));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var first = await LeaseOneAsync();
        await RecordAsync(first, DeliveryTransition.Retry(TimeSpan.FromSeconds(30)));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(50));
        var second = await LeaseOneAsync();

        // A database's own clock goes on meanwhile.
        Assert.InRange(first.DueFor, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.3));
        Assert.InRange(second.DueFor, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(38));
    }

    [Fact]
    public async Task An_event_without_deliveries_is_kept()
    {
        var added = NewEvent();
        await AddAsync(added);

        var found = await Harness.History.FindEventAsync(added.Id, Cancellation);

        Assert.Equal(added.Body.ToArray(), found!.Body.ToArray());
        Assert.Empty(found.Deliveries);
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task Adding_returns_the_events_in_the_order_given()
    {
        var events = new[] { NewEvent("one"), NewEvent(), NewEvent("one", "two") };

        var stored = await AddAsync(events);

        Assert.Equal(events.Select(added => added.Id), stored.Select(added => added.Id));
        Assert.Equal([1, 0, 2], stored.Select(added => added.Deliveries.Count));
    }

    [Fact]
    public async Task The_same_key_with_the_same_content_gives_the_earlier_event_and_adds_nothing()
    {
        var first = NewEvent("one") with { IdempotencyKey = "key", ContentHash = "a" };
        await AddAsync(first);

        var again = await AddAsync(NewEvent("one", "two") with { IdempotencyKey = "key", ContentHash = "a" });

        Assert.Equal(first.Id, Assert.Single(again).Id);
        Assert.Equal(first.Deliveries[0].Id, Assert.Single(again[0].Deliveries).Id);
        Assert.Single(await LeaseAsync());
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused_and_nothing_of_the_call_is_added()
    {
        var first = NewEvent("one") with { IdempotencyKey = "key", ContentHash = "a" };
        await AddAsync(first);
        var innocent = NewEvent("one");

        var refusal = await Assert.ThrowsAsync<IdempotencyConflictException>(
            () => AddAsync(innocent, NewEvent("one") with { IdempotencyKey = "key", ContentHash = "b" }));

        Assert.Equal(first.Id, refusal.EventId);
        Assert.Null(await Harness.History.FindEventAsync(innocent.Id, Cancellation));
    }

    [Fact]
    public async Task Keys_are_compared_exactly()
    {
        var stored = await AddAsync(
            NewEvent() with { IdempotencyKey = "key", ContentHash = "a" },
            NewEvent() with { IdempotencyKey = "Key", ContentHash = "b" },
            NewEvent() with { IdempotencyKey = "key ", ContentHash = "c" });

        Assert.Equal(3, stored.Select(added => added.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_key_belongs_to_the_organization_of_its_event_or_to_the_host()
    {
        PublishedEvent[] first = [.. new[] { "org a", "org b", null, "" }.Select(Of)];

        // Together and one by one, with the same content and with other.
        var stored = await AddAsync([first[0], first[1]]);
        await AddAsync(first[2]);
        await AddAsync(first[3]);

        Assert.Equal([first[0].Id, first[1].Id], stored.Select(added => added.Id));
        foreach (var own in first)
        {
            Assert.Equal(own.Id, Assert.Single(await AddAsync(Of(own.OrganizationId))).Id);
            var refusal = await Assert.ThrowsAsync<IdempotencyConflictException>(
                () => AddAsync(Of(own.OrganizationId) with { ContentHash = "other" }));
            Assert.Equal(own.Id, refusal.EventId);
        }

        Assert.Equal(4, (await LeaseAsync()).Count);

        PublishedEvent Of(string? organization) => NewEvent("one") with
        {
            OrganizationId = organization,
            IdempotencyKey = "key",
            ContentHash = "content of " + organization,
        };
    }

    [Fact]
    public async Task A_key_used_twice_in_one_call_adds_one_event()
    {
        var first = NewEvent("one") with { IdempotencyKey = "key", ContentHash = "a" };

        var stored = await AddAsync(first, NewEvent("one") with { IdempotencyKey = "key", ContentHash = "a" });

        Assert.Equal([first.Id, first.Id], stored.Select(added => added.Id));
        Assert.Single(await LeaseAsync());
    }

    [Fact]
    public async Task A_key_used_by_many_callers_at_once_adds_one_event()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Task.Run(() => AddAsync(NewEvent("one") with { IdempotencyKey = "key", ContentHash = "a" }), Cancellation)));

        Assert.Single(stored.Select(added => added[0].Id).Distinct());
        Assert.Single(await LeaseAsync());
    }

    [Fact]
    public async Task What_is_leased_nobody_else_gets_until_the_lease_is_over()
    {
        await AddAsync(NewEvent("one"));
        var first = await LeaseOneAsync();

        Assert.Empty(await LeaseAsync());
        await Harness.AdvanceAsync(Lease);
        var second = await LeaseOneAsync();

        Assert.Equal(first.DeliveryId, second.DeliveryId);
        Assert.True(second.FencingToken > first.FencingToken);
        Assert.Equal(0, second.AttemptCount);
    }

    [Fact]
    public async Task A_shorter_lease_that_began_later_is_over_earlier()
    {
        await AddAsync(NewEvent("one"), NewEvent("one"));
        await LeaseAsync(new LeaseRequest(1, Lease));
        var shorter = Assert.Single(await LeaseAsync(new LeaseRequest(1, Lease / 2)));

        await Harness.AdvanceAsync(Lease / 2);

        Assert.Equal(shorter.DeliveryId, (await LeaseOneAsync()).DeliveryId);
    }

    [Fact]
    public async Task The_first_lease_of_a_delivery_has_the_first_token()
    {
        await AddAsync(NewEvent("one"));

        Assert.Equal(LeasedDelivery.FirstToken, (await LeaseOneAsync()).FencingToken);
    }

    [Fact]
    public async Task What_is_added_with_a_lease_nobody_else_gets_until_the_lease_is_over()
    {
        var added = NewEvent("one");
        await AddLeasedAsync(added.Deliveries, added);

        Assert.Empty(await LeaseAsync());
        var due = await Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        Assert.InRange(due!.Value, Lease - TimeSpan.FromSeconds(20), Lease);
        await Harness.AdvanceAsync(Lease);
        var leased = await LeaseOneAsync();

        Assert.Equal(added.Deliveries[0].Id, leased.DeliveryId);
        Assert.True(leased.FencingToken > LeasedDelivery.FirstToken);
        Assert.Equal(0, leased.AttemptCount);
    }

    [Fact]
    public async Task What_is_added_with_a_lease_has_its_result_under_the_first_token()
    {
        var added = NewEvent("accepted", "later");
        await AddLeasedAsync(added.Deliveries, added);

        var late = await Store.RecordAsync(
            [
                new(
                    added.Deliveries[0].Id,
                    LeasedDelivery.FirstToken,
                    DeliveryTransition.Succeeded,
                    Attempt(1, AttemptOutcome.Accepted, 200)),
                new(
                    added.Deliveries[1].Id,
                    LeasedDelivery.FirstToken,
                    DeliveryTransition.Retry(TimeSpan.FromSeconds(30)),
                    Attempt(1, AttemptOutcome.Refused, 500)),
            ],
            Cancellation);

        Assert.Empty(late);
        var accepted = await FindAsync(added.Deliveries[0].Id);
        Assert.Equal((DeliveryState.Succeeded, 1), (accepted.State, accepted.AttemptCount));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(30));
        var retry = await LeaseOneAsync();
        Assert.Equal((added.Deliveries[1].Id, 1), (retry.DeliveryId, retry.AttemptCount));
    }

    [Fact]
    public async Task Of_one_event_some_deliveries_are_added_with_a_lease_and_others_are_due_at_once()
    {
        var added = NewEvent("leased", "due");
        await AddLeasedAsync([added.Deliveries[0]], added);

        Assert.Equal("due", (await LeaseOneAsync()).EndpointId);
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task Many_callers_at_once_lease_each_delivery_once()
    {
        var added = Enumerable.Range(0, 200).Select(_ => NewEvent("one")).ToArray();
        await AddAsync(added);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<string>();
                while (await LeaseAsync(7) is { Count: > 0 } page)
                {
                    mine.AddRange(page.Select(delivery => delivery.DeliveryId));
                }

                return mine;
            },
            Cancellation)));

        Assert.Equal(
            added.Select(item => item.Deliveries[0].Id).Order(),
            leased.SelectMany(mine => mine).Order());
    }

    [Fact]
    public async Task A_lease_takes_no_more_than_asked_and_those_due_longest_first()
    {
        var early = NewEvent("one");
        await AddAsync(early);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AddAsync(NewEvent("one"), NewEvent("one"));

        var first = await LeaseAsync(1);

        Assert.Equal(early.Deliveries[0].Id, Assert.Single(first).DeliveryId);
        Assert.Single(await LeaseAsync(1));
    }

    [Fact]
    public async Task A_retry_is_due_after_its_delay_and_counts_the_attempt()
    {
        await AddAsync(NewEvent("one"));
        await RecordAsync(
            await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.FromSeconds(30)), Attempt(1, AttemptOutcome.Refused, 500));

        Assert.Empty(await LeaseAsync());
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, (await LeaseOneAsync()).AttemptCount);
    }

    [Fact]
    public async Task What_is_released_is_due_at_once_and_counts_no_attempt()
    {
        await AddAsync(NewEvent("one"));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Released, Attempt(1, AttemptOutcome.Abandoned));

        var again = await LeaseOneAsync();

        Assert.Equal(0, again.AttemptCount);
        Assert.Single(await Harness.Reader.ListAttemptsAsync(again.DeliveryId, Cancellation));
    }

    [Fact]
    public async Task What_is_settled_is_never_due_again()
    {
        var added = NewEvent("accepted", "refused", "gone");
        await AddAsync(added);
        foreach (var leased in await LeaseAsync())
        {
            await RecordAsync(leased, leased.EndpointId switch
            {
                "accepted" => DeliveryTransition.Succeeded,
                "refused" => DeliveryTransition.Failed("exhausted"),
                _ => DeliveryTransition.Cancelled("endpoint_removed"),
            });
        }

        await Harness.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Empty(await LeaseAsync());
        Assert.Null(await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
        var found = await Harness.History.FindEventAsync(added.Id, Cancellation);
        Assert.Equal(
            [(DeliveryState.Succeeded, null), (DeliveryState.Failed, "exhausted"), (DeliveryState.Cancelled, "endpoint_removed")],
            found!.Deliveries.Select(delivery => (delivery.State, delivery.Reason)));
        Assert.All(found.Deliveries, delivery => Assert.NotNull(delivery.SettledAt));
        Assert.All(found.Deliveries, delivery => Assert.Null(delivery.DueAt));
    }

    [Fact]
    public async Task A_result_with_an_older_token_changes_nothing_but_its_attempt_is_kept()
    {
        await AddAsync(NewEvent("one"));
        var late = await LeaseOneAsync();
        await Harness.AdvanceAsync(Lease);
        var current = await LeaseOneAsync();

        Assert.False(await RecordAsync(late, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Timeout)));
        Assert.Equal(DeliveryState.Pending, (await FindAsync(late.DeliveryId)).State);
        Assert.True(await RecordAsync(current, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200)));

        var delivery = await FindAsync(late.DeliveryId);
        Assert.Equal((DeliveryState.Succeeded, 1), (delivery.State, delivery.AttemptCount));
        Assert.Equal(
            [AttemptOutcome.Timeout, AttemptOutcome.Accepted],
            (await Harness.Reader.ListAttemptsAsync(late.DeliveryId, Cancellation)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task A_second_result_for_what_is_settled_changes_nothing()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 204));

        Assert.False(await RecordAsync(leased, DeliveryTransition.Failed("exhausted"), Attempt(2, AttemptOutcome.Timeout)));

        var delivery = await FindAsync(leased.DeliveryId);
        Assert.Equal((DeliveryState.Succeeded, 1, null), (delivery.State, delivery.AttemptCount, delivery.Reason));
    }

    [Fact]
    public async Task The_same_result_recorded_twice_counts_once()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        for (var i = 0; i < 2; i++)
        {
            await RecordAsync(leased, DeliveryTransition.Retry(TimeSpan.FromSeconds(30)), Attempt(1, AttemptOutcome.Refused, 500));
        }

        Assert.Equal(1, (await FindAsync(leased.DeliveryId)).AttemptCount);
        Assert.Single(await Harness.Reader.ListAttemptsAsync(leased.DeliveryId, Cancellation));
    }

    [Fact]
    public async Task A_result_that_settled_a_delivery_says_so_again_until_something_happens_to_the_delivery()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();

        Assert.True(await RecordAsync(leased, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Timeout)));
        Assert.True(await RecordAsync(leased, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Timeout)));
        await Harness.Operations.RedeliverAsync(new() { DeliveryId = leased.DeliveryId }, 1, Cancellation);

        Assert.False(await RecordAsync(leased, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Timeout)));
    }

    [Fact]
    public async Task Of_many_results_those_are_returned_that_settled_nothing()
    {
        await AddAsync(NewEvent("one", "two", "three", "four"));
        var leased = await LeaseAsync();
        await Harness.Operations.CancelAsync(new() { DeliveryId = leased[1].DeliveryId }, "by an operator", 1, Cancellation);
        await Harness.Operations.CancelAsync(new() { DeliveryId = leased[2].DeliveryId }, "by an operator", 1, Cancellation);
        var nowhere = new DeliveryResult("dlv_none", 1, DeliveryTransition.Succeeded);
        DeliveryResult[] results =
        [
            Result(0, DeliveryTransition.Succeeded), Result(1, DeliveryTransition.Succeeded), nowhere,
            Result(2, DeliveryTransition.Cancelled("endpoint_disabled")),
            Result(3, DeliveryTransition.Retry(TimeSpan.FromSeconds(30))), new(leased[1].DeliveryId, 100, DeliveryTransition.Released),
        ];

        var late = await Store.RecordAsync(results, Cancellation);

        Assert.Equal([results[1], nowhere, results[3]], late);

        DeliveryResult Result(int index, DeliveryTransition transition) =>
            new(leased[index].DeliveryId, leased[index].FencingToken, transition);
    }

    [Fact]
    public async Task An_attempt_is_kept_with_all_its_members()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();
        var attempt = Attempt(1, AttemptOutcome.Refused, 503);

        await RecordAsync(leased, DeliveryTransition.Retry(TimeSpan.FromSeconds(30)), attempt);

        Assert.Equal(attempt, Assert.Single(await Harness.Reader.ListAttemptsAsync(leased.DeliveryId, Cancellation)));
    }

    [Fact]
    public async Task A_result_for_a_delivery_that_is_not_there_is_passed_over()
    {
        await AddAsync(NewEvent("one"));
        var leased = await LeaseOneAsync();

        await Store.RecordAsync(
            [new("dlv_none", 1, DeliveryTransition.Succeeded), new(leased.DeliveryId, leased.FencingToken, DeliveryTransition.Succeeded)],
            Cancellation);

        Assert.Equal(DeliveryState.Succeeded, (await FindAsync(leased.DeliveryId)).State);
    }

    [Fact]
    public async Task The_next_due_time_is_zero_for_what_is_due_the_time_left_for_what_is_not_and_null_for_nothing()
    {
        Assert.Null(await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
        await AddAsync(NewEvent("one"));
        Assert.Equal(TimeSpan.Zero, await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.FromHours(1)));

        var left = await Store.NextDueAsync(LeaseRequest.Any, Cancellation);

        Assert.InRange(left!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }
}
