using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// The contract of <see cref="IDeliveryStore"/> for endpoints that are ordered (D63): one delivery at a time, in the order of their row.
/// </summary>
public abstract class OrderedSuite : StoreSuite
{
    private static readonly LeaseRequest Ordered = new(100, Lease) { RoomFor = id => new(50, IsOrdered: id == "row") };

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task An_ordered_endpoint_gets_one_at_a_time_in_the_order_in_which_they_were_added_and_the_others_get_theirs()
    {
        var row = await AddManyAsync(4, "row");
        await AddManyAsync(3, "other");

        var leased = await LeaseAsync(Ordered);
        Assert.Equal(["other", "other", "other", "row"], leased.Select(one => one.EndpointId).Order());
        Assert.Equal(row[0], leased.Single(one => one.EndpointId == "row").DeliveryId);
        Assert.Empty(await LeaseAsync(Ordered));
        await RecordAsync(leased.Single(one => one.EndpointId == "row"), DeliveryTransition.Succeeded);

        Assert.Equal(row[1..], await DrainAsync());
    }

    [Fact]
    public async Task What_is_added_while_others_wait_comes_behind_them()
    {
        var row = await AddManyAsync(2, "row");
        var first = await LeaseFirstAsync();
        row.AddRange(await AddManyAsync(2, "row"));
        await RecordAsync(first, DeliveryTransition.Succeeded);
        var second = await LeaseFirstAsync();
        row.AddRange(await AddManyAsync(1, "row"));
        await RecordAsync(second, DeliveryTransition.Failed(DeliveryReasons.Exhausted));

        Assert.Equal(row[..2], [first.DeliveryId, second.DeliveryId]);
        Assert.Equal(row[2..], await DrainAsync());
    }

    [Fact]
    public async Task While_one_is_leased_nothing_is_due_before_the_lease_ends()
    {
        await AddManyAsync(3, "row");
        var first = await LeaseFirstAsync();

        Assert.InRange((await Store.NextDueAsync(Ordered, Cancellation))!.Value, Lease / 2, Lease);
        await Harness.AdvanceAsync(Lease);
        Assert.Equal(TimeSpan.Zero, await Store.NextDueAsync(Ordered, Cancellation));
        var again = await LeaseFirstAsync();

        Assert.Equal(first.DeliveryId, again.DeliveryId);
        Assert.True(again.FencingToken > first.FencingToken);
    }

    [Fact]
    public async Task One_that_waits_for_its_retry_stops_all_behind_it()
    {
        var row = await AddManyAsync(3, "row");
        await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Retry(TimeSpan.FromMinutes(10)));

        Assert.Empty(await LeaseAsync(Ordered));
        Assert.InRange((await Store.NextDueAsync(Ordered, Cancellation))!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        var again = await LeaseFirstAsync();

        Assert.Equal((row[0], 1), (again.DeliveryId, again.AttemptCount));
        await RecordAsync(again, DeliveryTransition.Succeeded);
        Assert.Equal(row[1..], await DrainAsync());
    }

    [Fact]
    public async Task What_is_released_or_postponed_keeps_its_place()
    {
        var row = await AddManyAsync(3, "row");
        await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Released);
        row.AddRange(await AddManyAsync(1, "row"));
        await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Postponed(TimeSpan.FromMinutes(1)));
        Assert.Empty(await LeaseAsync(Ordered));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(row, await DrainAsync());
    }

    [Fact]
    public async Task What_is_sent_again_goes_to_the_end()
    {
        var row = await AddManyAsync(5, "row");
        foreach (var _ in row[..2])
        {
            await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Succeeded);
        }

        await Harness.Operations.RedeliverAsync(new() { DeliveryId = row[1] }, 10, Cancellation);
        row.AddRange(await AddManyAsync(1, "row"));
        await Harness.Operations.RedeliverAsync(new() { DeliveryId = row[0] }, 10, Cancellation);
        var replayed = NewDelivery((await FindAsync(row[0])).EventId, "row");
        await Harness.Operations.AddDeliveriesAsync([replayed], Cancellation);

        Assert.Equal([.. row[2..5], row[1], row[5], row[0], replayed.Id], await DrainAsync());
    }

    [Fact]
    public async Task What_is_sent_again_one_after_the_other_comes_in_that_order_whatever_their_age()
    {
        var row = await AddManyAsync(4, "row");
        await DrainAsync();
        foreach (var id in row.AsEnumerable().Reverse())
        {
            await Harness.Operations.RedeliverAsync(new() { DeliveryId = id }, 10, Cancellation);
        }

        Assert.Equal(row.AsEnumerable().Reverse(), await DrainAsync());
    }

    [Fact]
    public async Task A_hold_stops_the_row_and_its_probe_is_the_first()
    {
        var row = await AddManyAsync(3, "row");
        await Harness.Health.HoldAsync("row", TimeSpan.FromMinutes(5), Cancellation);

        Assert.Empty(await LeaseAsync(Ordered));
        Assert.InRange((await Store.NextDueAsync(Ordered, Cancellation))!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var probe = await LeaseFirstAsync();

        Assert.Equal((row[0], true), (probe.DeliveryId, probe.IsProbe));
        Assert.Empty(await LeaseAsync(Ordered));
    }

    [Fact]
    public async Task A_deadline_runs_on_whatever_stands_before_it()
    {
        var row = await AddManyAsync(1, "row");
        var added = NewEvent("row");
        added = added with
        {
            Deadline = added.PublishedAt,
            Deliveries = [added.Deliveries[0] with { Deadline = DateTimeOffset.UnixEpoch.AddDays(1) }],
        };
        await AddAsync(added);
        row.AddRange(await AddManyAsync(1, "row"));

        var expired = (await LeaseAsync(Ordered)).Single(leased => leased.ExpiresIn <= TimeSpan.Zero);
        await RecordAsync(expired, DeliveryTransition.Expired);

        Assert.Equal(added.Deliveries[0].Id, expired.DeliveryId);
        await Harness.AdvanceAsync(Lease);
        Assert.Equal(row, await DrainAsync());
    }

    [Fact]
    public async Task It_takes_effect_once_nothing_is_leased_that_was_leased_before()
    {
        var row = await AddManyAsync(6, "row");
        var before = await LeaseAsync(new LeaseRequest(2, Lease));

        Assert.Empty(await LeaseAsync(Ordered));
        await RecordAsync(before[0], DeliveryTransition.Succeeded);
        Assert.Empty(await LeaseAsync(Ordered));
        Assert.True(await Store.NextDueAsync(Ordered, Cancellation) > TimeSpan.Zero);
        await RecordAsync(before[1], DeliveryTransition.Succeeded);

        Assert.Equal(row.Except(before.Select(leased => leased.DeliveryId)), await DrainAsync());
    }

    [Fact]
    public async Task An_endpoint_that_is_not_ordered_any_more_gets_the_rest_at_once_and_its_row_again_when_it_is()
    {
        var row = await AddManyAsync(5, "row");
        await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Succeeded);
        var atOnce = await LeaseAsync(new LeaseRequest(2, Lease));
        Assert.Equal(row[1..3], atOnce.Select(leased => leased.DeliveryId));
        Assert.Empty(await LeaseAsync(Ordered));
        foreach (var leased in atOnce)
        {
            await RecordAsync(leased, DeliveryTransition.Succeeded);
        }

        row.AddRange(await AddManyAsync(1, "row"));
        Assert.Equal(row[3..], await DrainAsync());
    }

    [Fact]
    public async Task What_is_cancelled_leaves_the_row()
    {
        var row = await AddManyAsync(3, "row");
        await RecordAsync(await LeaseFirstAsync(), DeliveryTransition.Retry(TimeSpan.FromHours(1)));
        await Harness.Operations.CancelAsync(new() { DeliveryId = row[0] }, "by an operator", 10, Cancellation);

        Assert.Equal(row[1..], await DrainAsync());
    }

    [Fact]
    public async Task Many_who_lease_at_once_get_one_in_all()
    {
        var row = await AddManyAsync(12, "row");
        var sent = new List<string>();
        for (var round = 0; round < row.Count; round++)
        {
            var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => LeaseAsync(Ordered), Cancellation)));
            var first = Assert.Single(leases.SelectMany(leased => leased));
            sent.Add(first.DeliveryId);
            await RecordAsync(first, DeliveryTransition.Succeeded);
        }

        Assert.Equal(row, sent);
    }

    private async Task<List<string>> AddManyAsync(int count, string endpoint)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var added = NewEvent(endpoint);
            await AddAsync(added);
            ids.Add(added.Deliveries[0].Id);
        }

        return ids;
    }

    private async Task<LeasedDelivery> LeaseFirstAsync() => Assert.Single(await LeaseAsync(Ordered));

    /// <summary>Lets all succeed, one after the other, and tells in which order.</summary>
    private async Task<List<string>> DrainAsync()
    {
        var ids = new List<string>();
        while (await LeaseAsync(Ordered) is { Count: > 0 } leased)
        {
            var only = Assert.Single(leased);
            ids.Add(only.DeliveryId);
            await RecordAsync(only, DeliveryTransition.Succeeded);
        }

        return ids;
    }
}
