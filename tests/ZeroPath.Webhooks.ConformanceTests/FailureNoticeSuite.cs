using System.Text.Json;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// The contract of stores for <see cref="FailureNoticeJob"/>: whatever makes a delivery fail adds one in the same transaction.
/// </summary>
public abstract class FailureNoticeSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_delivery_that_failed_has_a_notice_at_once_with_all_that_it_says()
    {
        var id = await FailAsync("one", DeliveryTransition.Failed("exhausted"));

        var notice = Assert.Single(await LeaseNoticesAsync()).Job;

        Assert.Equal(
            (JobKinds.FailureNotice, "one", "", null, 1), (notice.Kind, notice.Subject, notice.Handler, notice.Key, notice.Starts));
        Assert.StartsWith("job_", notice.Id, StringComparison.Ordinal);
        Assert.Equal((await FindAsync(id)).SettledAt, notice.CreatedAt);
        using var body = JsonDocument.Parse(notice.Body);
        Assert.Equal(
            (id, "exhausted", "Refused", 500),
            (Text("deliveryId"), Text("reason"), Text("outcome"), body.RootElement.GetProperty("statusCode").GetInt32()));

        string? Text(string name) => body.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_did_not_fail_has_no_notice()
    {
        await FailAsync("one", DeliveryTransition.Succeeded);
        await FailAsync("one", DeliveryTransition.Cancelled("endpoint_removed"));
        await FailAsync("one", DeliveryTransition.Retry(TimeSpan.FromHours(1)));
        await AddAsync(NewEvent("two"));
        await Harness.Operations.CancelAsync(new() { EndpointId = "two" }, "by an operator", 10, Cancellation);

        Assert.Empty(await LeaseNoticesAsync());
    }

    [Fact]
    public async Task A_result_that_changes_nothing_makes_no_notice()
    {
        await AddAsync(NewEvent("one"));
        var late = await LeaseOneAsync();
        await Harness.AdvanceAsync(Lease);
        var current = await LeaseOneAsync();

        await RecordAsync(late, DeliveryTransition.Failed("exhausted"));
        Assert.Empty(await LeaseNoticesAsync());
        await RecordAsync(current, DeliveryTransition.Failed("exhausted"));
        await RecordAsync(current, DeliveryTransition.Failed("exhausted"));

        Assert.Single(await LeaseNoticesAsync());
        Assert.Empty(await LeaseNoticesAsync());
    }

    [Fact]
    public async Task A_lease_takes_no_more_than_asked_those_due_longest_first_and_in_their_order()
    {
        var first = await FailAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var second = await FailAsync("two");
        var third = await FailAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var fourth = await FailAsync("one");

        Assert.Equal([first, second, third], Ids(await LeaseNoticesAsync(3)));
        Assert.Equal([fourth], Ids(await LeaseNoticesAsync(3)));
        Assert.Empty(await LeaseNoticesAsync(2));
    }

    [Fact]
    public async Task Many_callers_at_once_lease_each_failure_once()
    {
        await AddAsync([.. Enumerable.Range(0, 100).Select(i => NewEvent("one", $"other {i % 7}"))]);
        var deliveries = await LeaseAsync(200);
        await Store.RecordAsync(
            [.. deliveries.Select(delivery =>
                new DeliveryResult(delivery.DeliveryId, delivery.FencingToken, DeliveryTransition.Failed("exhausted")))],
            Cancellation);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<string>();
                while (await LeaseNoticesAsync(9) is { Count: > 0 } some)
                {
                    mine.AddRange(Ids(some));
                }

                return mine;
            },
            Cancellation)));

        // Who asks while others are at it may find nothing, though not all is taken yet.
        while (await LeaseNoticesAsync() is { Count: > 0 } rest)
        {
            leased[0].AddRange(Ids(rest));
        }

        Assert.Equal(deliveries.Select(delivery => delivery.DeliveryId).Order(), leased.SelectMany(mine => mine).Order());
    }

    [Fact]
    public async Task What_is_tried_again_is_due_after_its_delay_and_counts_its_starts()
    {
        var old = await FailAsync("one");
        await Harness.Jobs.RecordAsync(
            Assert.Single(await LeaseNoticesAsync()), JobTransition.Retry(TimeSpan.FromMinutes(5), "It threw."), Cancellation);
        Assert.Empty(await LeaseNoticesAsync());
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var young = await FailAsync("one");

        var leased = await LeaseNoticesAsync();

        Assert.Equal([old, young], Ids(leased));
        Assert.Equal([2, 1], leased.Select(notice => notice.Job.Starts));
    }

    [Fact]
    public async Task A_notice_outlives_what_becomes_of_its_delivery()
    {
        var id = await FailAsync("one");
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        var first = await LeaseNoticesAsync();
        await Harness.Jobs.RecordAsync(first[0], JobTransition.Retry(TimeSpan.Zero, "It threw."), Cancellation);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded);
        await Harness.Operations.PurgeAsync(new() { Events = TimeSpan.Zero }, 10, Cancellation);
        var second = await LeaseNoticesAsync();

        Assert.Equal([id, id], [.. Ids(first), .. Ids(second)]);
    }

    private static IEnumerable<string> Ids(IEnumerable<LeasedJob> leased) => leased.Select(notice =>
    {
        using var body = JsonDocument.Parse(notice.Job.Body);
        return body.RootElement.GetProperty("deliveryId").GetString()!;
    });

    private async Task<IReadOnlyList<LeasedJob>> LeaseNoticesAsync(int max = 100) =>
        await Harness.Jobs.LeaseAsync(new(JobKinds.FailureNotice, max, Lease), Cancellation);

    /// <summary>Adds a delivery, and settles it.</summary>
    private async Task<string> FailAsync(string endpoint, DeliveryTransition? transition = null)
    {
        await AddAsync(NewEvent(endpoint));
        var leased = await LeaseOneAsync();
        await RecordAsync(leased, transition ?? DeliveryTransition.Failed("exhausted"), Attempt(1, AttemptOutcome.Refused, 500));
        return leased.DeliveryId;
    }
}
