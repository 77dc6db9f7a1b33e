using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IFailureNoticeStore"/>.</summary>
public abstract class NoticeSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_delivery_that_failed_has_a_notice_at_once_with_all_that_it_says()
    {
        await FailAsync("one", DeliveryTransition.Failed("exhausted"));

        var leased = await LeaseNoticeAsync();

        Assert.Equal(("one", null, 0), (leased!.Notice.EndpointId, leased.Notice.DisabledReason, leased.Tries));
        var failed = Assert.Single(leased.Notice.FailedDeliveries);
        Assert.Equal("exhausted", failed.Reason);
        var delivery = await FindAsync(failed.DeliveryId);
        Assert.Equal(delivery.SettledAt, failed.FailedAt);
        Assert.Equal(delivery with { SubscriptionIds = [] }, failed.Delivery! with { SubscriptionIds = [] });
        Assert.Equal(delivery.SubscriptionIds, failed.Delivery.SubscriptionIds);
    }

    [Fact]
    public async Task What_did_not_fail_has_no_notice()
    {
        await FailAsync("one", DeliveryTransition.Succeeded);
        await FailAsync("one", DeliveryTransition.Cancelled("endpoint_removed"));
        await FailAsync("one", DeliveryTransition.Retry(TimeSpan.FromHours(1)));
        await AddAsync(NewEvent("two"));
        await Harness.Operations.CancelAsync(new() { EndpointId = "two" }, "by an operator", 10, Cancellation);

        Assert.Null(await LeaseNoticeAsync());
    }

    [Fact]
    public async Task A_result_that_changes_nothing_makes_no_notice()
    {
        await AddAsync(NewEvent("one"));
        var late = await LeaseOneAsync();
        await Harness.AdvanceAsync(Lease);
        var current = await LeaseOneAsync();

        await RecordAsync(late, DeliveryTransition.Failed("exhausted"));
        Assert.Null(await LeaseNoticeAsync());
        await RecordAsync(current, DeliveryTransition.Failed("exhausted"));
        await RecordAsync(current, DeliveryTransition.Failed("exhausted"));

        Assert.Single((await LeaseNoticeAsync())!.Notice.FailedDeliveries);
        Assert.Null(await LeaseNoticeAsync());
    }

    [Fact]
    public async Task A_lease_takes_one_endpoints_failures_no_more_than_asked_those_due_longest_first_and_in_their_order()
    {
        var first = await FailAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var second = await FailAsync("two");
        var third = await FailAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var fourth = await FailAsync("one");

        Assert.Equal([first, third], Ids(await LeaseNoticeAsync(2)));
        Assert.Equal([second], Ids(await LeaseNoticeAsync(2)));
        Assert.Equal([fourth], Ids(await LeaseNoticeAsync(2)));
        Assert.Null(await LeaseNoticeAsync(2));
    }

    [Fact]
    public async Task Many_callers_at_once_lease_each_failure_once()
    {
        await AddAsync([.. Enumerable.Range(0, 100).Select(i => NewEvent("one", $"other {i % 7}"))]);
        var deliveries = await LeaseAsync(200);
        await Store.RecordAsync([.. deliveries.Select(delivery => new DeliveryResult(delivery.DeliveryId, delivery.FencingToken, DeliveryTransition.Failed("exhausted")))], Cancellation);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<string>();
                while (await LeaseNoticeAsync(9) is { } notice)
                {
                    mine.AddRange(Ids(notice));
                }

                return mine;
            },
            Cancellation)));

        // Who asks while others are at it may find nothing, though not all is taken yet.
        while (await LeaseNoticeAsync() is { } rest)
        {
            leased[0].AddRange(Ids(rest));
        }

        Assert.Equal(deliveries.Select(delivery => delivery.DeliveryId).Order(), leased.SelectMany(mine => mine).Order());
    }

    [Fact]
    public async Task What_is_leased_nobody_else_gets_until_the_lease_is_over()
    {
        var id = await FailAsync("one");
        var first = await LeaseNoticeAsync();

        Assert.Null(await LeaseNoticeAsync());
        await Harness.AdvanceAsync(Lease);
        var second = await LeaseNoticeAsync();

        Assert.Equal([id], Ids(second));
        Assert.Equal(0, second!.Tries);
        Assert.NotEqual(first!.FencingToken, second.FencingToken);
    }

    [Fact]
    public async Task What_is_removed_is_never_due_again()
    {
        await FailAsync("one");
        await Harness.Notices.RemoveNoticeAsync((await LeaseNoticeAsync())!, Cancellation);

        await Harness.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Null(await LeaseNoticeAsync());
    }

    [Fact]
    public async Task What_is_postponed_is_due_after_its_delay_counts_that_and_does_not_mix_with_what_is_new()
    {
        var old = await FailAsync("one");
        await Harness.Notices.PostponeNoticeAsync((await LeaseNoticeAsync())!, TimeSpan.FromMinutes(5), Cancellation);
        Assert.Null(await LeaseNoticeAsync());
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var young = await FailAsync("one");

        var first = await LeaseNoticeAsync();
        var second = await LeaseNoticeAsync();

        Assert.Equal([old], Ids(first));
        Assert.Equal([young], Ids(second));
        Assert.Equal((1, 0), (first!.Tries, second!.Tries));
    }

    [Fact]
    public async Task Whoever_has_lost_the_lease_changes_nothing()
    {
        var id = await FailAsync("one");
        var late = await LeaseNoticeAsync();
        await Harness.AdvanceAsync(Lease);
        var current = await LeaseNoticeAsync();

        await Harness.Notices.RemoveNoticeAsync(late!, Cancellation);
        await Harness.Notices.PostponeNoticeAsync(late!, TimeSpan.Zero, Cancellation);
        Assert.Null(await LeaseNoticeAsync());
        await Harness.Notices.PostponeNoticeAsync(current!, TimeSpan.Zero, Cancellation);

        var again = await LeaseNoticeAsync();
        Assert.Equal([id], Ids(again));
        Assert.Equal(1, again!.Tries);
    }

    [Fact]
    public async Task A_disabled_endpoint_has_one_notice_together_with_its_failures()
    {
        var id = await FailAsync("one");
        await Harness.Notices.AddDisabledEndpointAsync("one", "First.", Cancellation);
        await Harness.Notices.AddDisabledEndpointAsync("one", "Second.", Cancellation);
        await Harness.Notices.AddDisabledEndpointAsync("two", "Other.", Cancellation);

        var leased = await LeaseNoticeAsync();

        Assert.Equal(("one", "Second."), (leased!.Notice.EndpointId, leased.Notice.DisabledReason));
        Assert.Equal([id], Ids(leased));
        Assert.Equal("Other.", (await LeaseNoticeAsync())!.Notice.DisabledReason);
        Assert.Null(await LeaseNoticeAsync());
    }

    [Fact]
    public async Task An_endpoint_disabled_again_while_its_notice_is_given_has_another()
    {
        await Harness.Notices.AddDisabledEndpointAsync("one", "First.", Cancellation);
        var leased = await LeaseNoticeAsync();

        await Harness.Notices.AddDisabledEndpointAsync("one", "Second.", Cancellation);
        await Harness.Notices.RemoveNoticeAsync(leased!, Cancellation);

        Assert.Equal("Second.", (await LeaseNoticeAsync())!.Notice.DisabledReason);
    }

    [Fact]
    public async Task A_notice_outlives_what_becomes_of_its_delivery()
    {
        var id = await FailAsync("one");
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        var first = await LeaseNoticeAsync();
        await Harness.Notices.PostponeNoticeAsync(first!, TimeSpan.Zero, Cancellation);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded);
        await Harness.Operations.PurgeAsync(new() { Events = TimeSpan.Zero }, 10, Cancellation);
        var second = await LeaseNoticeAsync();

        Assert.Equal([id, id], [.. Ids(first), .. Ids(second)]);
        Assert.Equal((DeliveryState.Pending, "exhausted"), (first!.Notice.FailedDeliveries[0].Delivery!.State, first.Notice.FailedDeliveries[0].Reason));
        Assert.Equal((null, "exhausted"), (second!.Notice.FailedDeliveries[0].Delivery, second.Notice.FailedDeliveries[0].Reason));
    }

    private static IEnumerable<string> Ids(LeasedFailureNotice? leased) => leased!.Notice.FailedDeliveries.Select(failed => failed.DeliveryId);

    private async Task<LeasedFailureNotice?> LeaseNoticeAsync(int max = 100) => await Harness.Notices.LeaseNoticeAsync(max, Lease, Cancellation);

    /// <summary>Adds a delivery, and settles it.</summary>
    private async Task<string> FailAsync(string endpoint, DeliveryTransition? transition = null)
    {
        await AddAsync(NewEvent(endpoint));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, transition ?? DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Refused, 500));
        return leased.DeliveryId;
    }
}
