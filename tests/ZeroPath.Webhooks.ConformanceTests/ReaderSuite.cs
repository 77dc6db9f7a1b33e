using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IDeliveryReader"/>.</summary>
public abstract class ReaderSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1:a")]
    [InlineData("9999999999999999999999")]
    public async Task A_page_after_what_is_no_place_is_the_mistake_of_whoever_asks_though_the_list_is_empty(string after)
    {
        foreach (var ask in new Func<PageRequest, Task>[]
        {
            page => Harness.Reader.ListEventsAsync(new(), page, Cancellation).AsTask(),
            page => Harness.Reader.ListDeliveriesAsync(new(), page, Cancellation).AsTask(),
            page => Harness.Jobs.ListAsync(new(), page, Cancellation).AsTask(),
        })
        {
            Assert.Equal("After", (await Assert.ThrowsAnyAsync<ArgumentException>(() => ask(new(10, after)))).ParamName);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_null_or_empty()
    {
        Assert.Null(await Harness.History.FindEventAsync("evt_none", Cancellation));
        Assert.Null(await Harness.History.FindDeliveryAsync("dlv_none", Cancellation));
        Assert.Empty(await Harness.Reader.ListAttemptsAsync("dlv_none", Cancellation));
        Assert.Empty((await Harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(), Cancellation)).Items);
        Assert.Empty((await Harness.Reader.ListEventsAsync(new(), new(), Cancellation)).Items);
        Assert.Empty(await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromHours(1), Cancellation));
        Assert.Null((await Harness.Reader.GetQueueDepthAsync(0, Cancellation)).OldestDueAge);
    }

    [Fact]
    public async Task An_event_is_found_with_all_its_members_and_deliveries()
    {
        var added = NewEvent("one", "two") with { IdempotencyKey = "key", ContentHash = "hash" };
        await AddAsync(added);

        var found = (await Harness.History.FindEventAsync(added.Id, Cancellation))!;

        Assert.Equal(added with { Deliveries = found.Deliveries, Body = found.Body }, found);
        Assert.Equal(added.Body.ToArray(), found.Body.ToArray());
        Assert.Equal(added.Deliveries.Select(delivery => delivery.Id), found.Deliveries.Select(delivery => delivery.Id));
        var delivery = found.Deliveries[0];
        Assert.Equal(added.Deliveries[0] with { SubscriptionIds = delivery.SubscriptionIds, DueAt = delivery.DueAt }, delivery);
        Assert.Equal(["sub_1", "sub_2"], delivery.SubscriptionIds);
        Assert.NotNull(delivery.DueAt);
        Assert.Equivalent(delivery, await FindAsync(delivery.Id), strict: true);
    }

    [Fact]
    public async Task Pages_come_newest_first_without_gap_or_repeat_while_others_are_added()
    {
        var added = Enumerable.Range(0, 7).Select(_ => NewEvent("one")).ToArray();
        await AddAsync(added);

        var first = await Harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(3), Cancellation);
        await AddAsync(NewEvent("one"));
        var second = await Harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(3, first.Next), Cancellation);
        var third = await Harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(3, second.Next), Cancellation);

        Assert.Equal(
            added.Reverse().Select(item => item.Deliveries[0].Id),
            first.Items.Concat(second.Items).Concat(third.Items).Select(delivery => delivery.Id));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Events_are_listed_by_page_too()
    {
        var added = Enumerable.Range(0, 5).Select(_ => NewEvent()).ToArray();
        await AddAsync(added);

        var first = await Harness.Reader.ListEventsAsync(new(), new(4), Cancellation);
        var second = await Harness.Reader.ListEventsAsync(new(), new(4, first.Next), Cancellation);

        Assert.Equal(added.Reverse().Select(item => item.Id), first.Items.Concat(second.Items).Select(item => item.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Each_member_of_a_filter_narrows_the_list()
    {
        var at = DateTimeOffset.UnixEpoch.AddDays(30_000);
        var other = NewEvent("two") with
        {
            Type = WebhookEventType.PrBlocked,
            OrganizationId = "org_other",
            RepositoryId = "repo_other",
            PublishedAt = at,
        };
        other = other with { Deliveries = [other.Deliveries[0] with { CreatedAt = at, EventType = WebhookEventType.PrBlocked }] };
        await AddAsync(NewEvent("one"), other, NewEvent());
        var leased = (await LeaseAsync()).Single(delivery => delivery.EndpointId == "two");
        await RecordAsync(leased, DeliveryTransition.Failed("exhausted"));

        var settledAt = (await FindAsync(other.Deliveries[0].Id)).SettledAt!.Value;

        DeliveryFilter[] filters =
        [
            new() { DeliveryId = other.Deliveries[0].Id },
            new() { EventId = other.Id },
            new() { State = DeliveryState.Failed },
            new() { EndpointId = "two" },
            new() { EndpointIds = ["two", "none"] },
            new() { EventType = WebhookEventType.PrBlocked },
            new() { OrganizationId = "org_other" },
            new() { RepositoryId = "repo_other" },
            new() { From = at },
            new() { SettledBefore = settledAt.AddMilliseconds(1) },
            new() { From = at, To = at.AddMilliseconds(1), EndpointId = "two", State = DeliveryState.Failed },
        ];
        foreach (var filter in filters)
        {
            var found = await Harness.Reader.ListDeliveriesAsync(filter, new(), Cancellation);
            Assert.Equal(other.Deliveries[0].Id, Assert.Single(found.Items).Id);
        }

        Assert.Empty((await Harness.Reader.ListDeliveriesAsync(new() { SettledBefore = settledAt }, new(), Cancellation)).Items);

        EventFilter[] ofEvents =
        [
            new() { Type = WebhookEventType.PrBlocked },
            new() { OrganizationId = "org_other" },
            new() { RepositoryId = "repo_other" },
            new() { From = at },
        ];
        foreach (var filter in ofEvents)
        {
            Assert.Equal(other.Id, Assert.Single((await Harness.Reader.ListEventsAsync(filter, new(), Cancellation)).Items).Id);
        }

        Assert.Empty((await Harness.Reader.ListDeliveriesAsync(new() { From = at, To = at }, new(), Cancellation)).Items);
        Assert.Empty((await Harness.Reader.ListDeliveriesAsync(new() { EndpointIds = [] }, new(), Cancellation)).Items);
        Assert.Equal(2, (await Harness.Reader.ListEventsAsync(new() { To = at }, new(), Cancellation)).Items.Count);
    }

    [Fact]
    public async Task A_filter_that_finds_little_answers_with_how_far_back_it_has_searched_and_finds_all_by_its_cursor()
    {
        await AddAsync(NewEvent("rare"));
        for (var added = 0; added < PageRequest.MaxSearched; added += 1000)
        {
            await AddAsync([.. Enumerable.Range(0, 1000).Select(_ => NewEvent("often"))]);
        }

        await AddAsync(NewEvent("rare"));
        var filter = new DeliveryFilter { EndpointId = "rare", State = DeliveryState.Pending };

        var first = await Harness.Reader.ListDeliveriesAsync(filter, new(10), Cancellation);
        var all = first.Items.ToList();
        for (var page = first; page.Next is not null;)
        {
            page = await Harness.Reader.ListDeliveriesAsync(filter, new(10, page.Next), Cancellation);
            all.AddRange(page.Items);
        }

        Assert.Equal(2, all.Count);
        Assert.True(first.Items.Count == 2 ? first.SearchedTo is null : first is { Next: not null, SearchedTo: not null, Items.Count: 1 });
        Assert.Null((await Harness.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(10), Cancellation)).SearchedTo);
    }

    [Fact]
    public async Task Statistics_count_what_came_of_deliveries_by_interval()
    {
        var now = await StoreTimeAsync();
        var events = Enumerable.Range(0, 24).Select(_ =>
        {
            var added = NewEvent("one");
            return added with { Deliveries = [added.Deliveries[0] with { CreatedAt = now }] };
        }).ToArray();
        await AddAsync(events);
        var leased = (await LeaseAsync()).ToDictionary(delivery => delivery.EventId);
        for (var i = 0; i < 20; i++)
        {
            await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
            await RecordAsync(leased[events[i].Id], DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        }

        await RecordAsync(leased[events[20].Id], DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Refused, 500));
        await RecordAsync(leased[events[21].Id], DeliveryTransition.Cancelled("endpoint_removed"));
        await Harness.Operations.CancelAsync(new() { EventId = events[22].Id }, "on_request", 1, Cancellation);
        var again = leased[events[23].Id];
        await RecordAsync(again, DeliveryTransition.Retry(TimeSpan.Zero), Attempt(1, AttemptOutcome.Timeout));
        await RecordAsync(again, DeliveryTransition.Retry(TimeSpan.Zero), Attempt(1, AttemptOutcome.Timeout));
        again = (await LeaseAsync()).Single();
        await RecordAsync(again, DeliveryTransition.Released);

        var statistics = await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(1), Cancellation);

        Assert.All(statistics, interval => Assert.Equal(0, (interval.From - DateTimeOffset.UnixEpoch).Ticks % TimeSpan.FromDays(1).Ticks));
        // One is that by which the store's time was found.
        Assert.Equal(
            (20, 1, 2 + 1, 1),
            (Sum(it => it.Succeeded), Sum(it => it.Failed), Sum(it => it.Cancelled), Sum(it => it.Retried)));
        Assert.Equal((22, 20), (Sum(it => it.Attempts.Single().Made), Sum(it => it.Attempts.Single().Accepted)));
        Assert.Equal(
            [(AttemptOutcome.Accepted, 20), (AttemptOutcome.Refused, 1), (AttemptOutcome.Timeout, 1)],
            statistics.SelectMany(it => it.Outcomes).GroupBy(it => it.Key, (key, those) => (key, those.Sum(it => it.Value)))
                .OrderBy(it => it.key));

        long Sum(Func<DeliveryStatistics, long> of) => statistics.Sum(of);
    }

    [Fact]
    public async Task Statistics_give_the_percentiles_of_the_latency_within_a_tenth()
    {
        var now = await StoreTimeAsync();
        var events = Enumerable.Range(0, 20).Select(_ =>
        {
            var added = NewEvent("one");
            return added with { Deliveries = [added.Deliveries[0] with { CreatedAt = now }] };
        }).ToArray();
        await AddAsync(events);
        foreach (var delivery in await LeaseAsync())
        {
            await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
            await RecordAsync(delivery, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        }

        // What did not succeed has no latency, however much of it there is.
        await AddAsync([.. Enumerable.Range(0, 40).Select(_ => NewEvent("one"))]);
        foreach (var delivery in await LeaseAsync())
        {
            await RecordAsync(delivery, DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Refused, 500));
        }

        // So long that nothing begins in the next one.
        var statistics = Assert.Single(await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(36_500), Cancellation));

        AssertAbout(10, statistics.LatencyP50);
        AssertAbout(19, statistics.LatencyP95);
        AssertAbout(20, statistics.LatencyP99);

        // A server's clock goes on by itself.
        static void AssertAbout(double minutes, TimeSpan? latency) =>
            Assert.InRange(latency!.Value.TotalMinutes, 0.9 * minutes, 1.1 * (minutes + 0.99));
    }

    [Fact]
    public async Task Statistics_are_those_of_the_endpoints_and_of_the_time_asked_for()
    {
        await AddAsync(NewEvent("one", "two"), NewEvent("one"));
        await RecordAllAsync(DeliveryTransition.Succeeded);
        await Harness.AdvanceAsync(TimeSpan.FromHours(2));
        await AddAsync(NewEvent("two"));
        var after = await StoreTimeAsync();
        var before = after.AddHours(-2);
        await RecordAllAsync(DeliveryTransition.Failed("exhausted"));

        Assert.Equal((3, 1), await CountAsync(new()));
        Assert.Equal((2, 0), await CountAsync(new() { EndpointIds = ["one"] }));
        Assert.Equal((1, 1), await CountAsync(new() { EndpointIds = ["two", "none"] }));
        Assert.Equal((0, 0), await CountAsync(new() { EndpointIds = [] }));
        Assert.Equal((3, 0), await CountAsync(new() { From = before, To = after.AddMinutes(-5) }));
        Assert.Equal((0, 1), await CountAsync(new() { From = after }));
        Assert.Equal((0, 0), await CountAsync(new() { To = before.AddMinutes(-5) }));
        Assert.Equal((3, 1), await CountAsync(new() { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }));

        async Task<(long Succeeded, long Failed)> CountAsync(StatisticsFilter filter)
        {
            var found = await Harness.Reader.GetStatisticsAsync(filter, TimeSpan.FromMinutes(1), Cancellation);
            return (found.Sum(it => it.Succeeded), found.Sum(it => it.Failed));
        }

        async Task RecordAllAsync(DeliveryTransition transition)
        {
            foreach (var delivery in await LeaseAsync())
            {
                await RecordAsync(delivery, transition, Attempt(1, AttemptOutcome.Accepted, 200));
            }
        }
    }

    [Fact]
    public async Task The_oldest_due_delivery_has_its_age()
    {
        await AddAsync(NewEvent("one"));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.InRange(
            (await Harness.Reader.GetQueueDepthAsync(0, Cancellation)).OldestDueAge!.Value,
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(11));
        await LeaseAsync();
        Assert.Null((await Harness.Reader.GetQueueDepthAsync(0, Cancellation)).OldestDueAge);
    }

    [Fact]
    public async Task No_more_pending_deliveries_are_counted_than_asked_for()
    {
        await AddAsync([.. Enumerable.Range(0, 5).Select(_ => NewEvent("one"))]);

        Assert.Equal((3, 0), await DepthAsync(3));
        Assert.Equal((0, 0), await DepthAsync(0));
    }

    private async Task<(long Due, long InFlight)> DepthAsync(int max = int.MaxValue)
    {
        var depth = await Harness.Reader.GetQueueDepthAsync(max, Cancellation);
        return (depth.Due, depth.InFlight);
    }

    private async Task<DateTimeOffset> StoreTimeAsync()
    {
        var probe = NewEvent("probe");
        await AddAsync(probe);
        var now = (await FindAsync(probe.Deliveries[0].Id)).DueAt!.Value;
        await Harness.Operations.CancelAsync(new() { EventId = probe.Id }, "probe", 1, Cancellation);
        return now;
    }

    [Fact]
    public async Task The_depth_of_the_queue_is_what_is_due_and_what_is_leased()
    {
        await AddAsync([.. Enumerable.Range(0, 10).Select(_ => NewEvent("one"))]);
        Assert.Equal((10, 0), await DepthAsync());
        var leased = await LeaseAsync(6);
        Assert.Equal((4, 6), await DepthAsync());

        await RecordAsync(leased[0], DeliveryTransition.Succeeded);
        await RecordAsync(leased[1], DeliveryTransition.Retry(TimeSpan.FromHours(1)));
        await RecordAsync(leased[2], DeliveryTransition.Released);
        await Harness.Operations.CancelAsync(new() { DeliveryId = leased[3].DeliveryId }, "by an operator", 1, Cancellation);
        Assert.Equal((5, 2), await DepthAsync());

        await Harness.AdvanceAsync(Lease);
        Assert.Equal((7, 0), await DepthAsync());
        await Harness.Operations.RedeliverAsync(new() { DeliveryId = leased[3].DeliveryId }, 1, Cancellation);
        Assert.Equal((8, 0), await DepthAsync());
    }
}
