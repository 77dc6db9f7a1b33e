using Xunit;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>Figures are few rows to read, and come to what was counted.</summary>
public abstract class FigureSuite : StoreSuite
{
    private static readonly string[] Endpoints = ["one", "two", "three"];

    private static readonly TimeSpan[] Intervals =
        [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task Figures_come_to_the_same_before_and_after_they_are_merged_whichever_node_counted_them_and_when()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"The seed is {seed}.");
        for (var step = 0; step < 30; step++)
        {
            await RecordSomeAsync(random);
            await Harness.AdvanceAsync(TimeSpan.FromMinutes(random.Next(1, 20)));
        }

        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        var before = await FiguresAsync();
        await Harness.Operations.MergeFiguresAsync(random.Next(1, 50), Cancellation);
        Assert.Equal(before, await FiguresAsync());
        await MergeAllAsync();
        Assert.Equal(before, await FiguresAsync());

        // What is counted late, as when a clock was set back, goes to what was merged.
        Harness.StepClock(-TimeSpan.FromHours(4));
        await RecordSomeAsync(random);
        await RecordSomeAsync(random);
        Harness.StepClock(TimeSpan.FromHours(4));
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        before = await FiguresAsync();
        await MergeAllAsync();
        Assert.Equal(before, await FiguresAsync());
    }

    [Fact]
    public async Task The_last_hour_is_known_by_the_minute_and_what_is_older_by_the_quarter_of_an_hour_at_least()
    {
        await SucceedAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        await SucceedAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        await SucceedAsync("one");
        await MergeAllAsync();

        var figures = await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromMinutes(1), Cancellation);
        var minutes = figures.Select(it => it.From).ToList();

        // A server's clock goes on by itself.
        Assert.InRange(minutes[2] - minutes[1], TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        Assert.InRange(minutes[1] - minutes[0], TimeSpan.FromHours(3), TimeSpan.FromMinutes(180 + 16));
        Assert.Equal(3, minutes.Count);
    }

    [Fact]
    public async Task A_time_within_a_quarter_of_an_hour_finds_what_was_merged_in_it()
    {
        await SucceedAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        await MergeAllAsync();
        var quarter = TimeSpan.FromMinutes(15);
        var begin = (await Harness.Reader.GetStatisticsAsync(new(), quarter, Cancellation))[0].From;

        Assert.Equal(1, await CountAsync(new() { From = begin, To = begin + quarter }));
        Assert.Equal(0, await CountAsync(new() { To = begin }));
        Assert.Equal(0, await CountAsync(new() { From = begin + quarter }));
        Assert.Equal(0, await CountAsync(new() { From = begin - quarter, To = begin }));
    }

    [Fact]
    public async Task Each_endpoint_has_figures_of_its_own_when_they_are_asked_for_so()
    {
        await SucceedAsync("one", "two", "three");
        await SucceedAsync("one");
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        await MergeAllAsync();
        await SucceedAsync("two");

        // So long that nothing begins in the next one.
        var figures = await Harness.Reader.GetStatisticsAsync(
            new() { EndpointIds = ["one", "two", "none"], ByEndpoint = true }, TimeSpan.FromDays(36_500), Cancellation);

        Assert.Equal([("one", 2), ("two", 2)], figures.Select(it => (it.EndpointId, it.Succeeded)));
        Assert.All(await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(1), Cancellation), it => Assert.Null(it.EndpointId));
    }

    [Fact]
    public async Task A_success_that_is_sent_again_stays_counted_and_what_comes_of_that_is_counted_beside_it()
    {
        await SucceedAsync("one");
        Assert.Equal("1 succeeded, 0 failed, 0 cancelled, 0 retried, 0 redelivered", await SumAsync());

        // Cancelled by a caller, then when its turn comes.
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        Assert.Equal("1 succeeded, 0 failed, 0 cancelled, 0 retried, 1 redelivered", await SumAsync());
        await Harness.Operations.CancelAsync(DeliveryFilter.All, "on_request", 10, Cancellation);
        Assert.Equal("1 succeeded, 0 failed, 1 cancelled, 0 retried, 1 redelivered", await SumAsync());
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Cancelled("endpoint_disabled"));
        Assert.Equal("1 succeeded, 0 failed, 2 cancelled, 0 retried, 2 redelivered", await SumAsync());

        // Delivered once more, and what a lease from before came to is late.
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        var late = await LeaseOneAsync();
        await Harness.Operations.CancelAsync(DeliveryFilter.All, "on_request", 10, Cancellation);
        await RecordAsync(late, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        Assert.Equal("1 succeeded, 0 failed, 3 cancelled, 0 retried, 3 redelivered", await SumAsync());
        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, 10, Cancellation);
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Retry(TimeSpan.Zero), Attempt(1, AttemptOutcome.Timeout));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Succeeded, Attempt(2, AttemptOutcome.Accepted, 200));
        Assert.Equal("2 succeeded, 0 failed, 3 cancelled, 1 retried, 4 redelivered", await SumAsync());
    }

    private async Task<string> SumAsync()
    {
        var figures = await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromMinutes(1), Cancellation);
        return $"{figures.Sum(it => it.Succeeded)} succeeded, {figures.Sum(it => it.Failed)} failed, "
            + $"{figures.Sum(it => it.Cancelled)} cancelled, {figures.Sum(it => it.Retried)} retried, "
            + $"{figures.Sum(it => it.Redelivered)} redelivered";
    }

    private async Task<long> CountAsync(StatisticsFilter filter) =>
        (await Harness.Reader.GetStatisticsAsync(filter, TimeSpan.FromMinutes(1), Cancellation)).Sum(it => it.Succeeded);

    private async Task SucceedAsync(params string[] endpoints)
    {
        await AddAsync(NewEvent(endpoints));
        foreach (var leased in await LeaseAsync())
        {
            await RecordAsync(leased, DeliveryTransition.Succeeded, Attempt(1, AttemptOutcome.Accepted, 200));
        }
    }

    private async Task MergeAllAsync()
    {
        while (await Harness.Operations.MergeFiguresAsync(20, Cancellation) > 0)
        {
        }
    }

    private async Task RecordSomeAsync(Random random)
    {
        await AddAsync([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var added = NewEvent([.. random.GetItems(Endpoints, 2).Distinct()]);
            var createdAt = DateTimeOffset.UnixEpoch.AddDays(random.Next(20_000));
            return added with { Deliveries = [.. added.Deliveries.Select(delivery => delivery with { CreatedAt = createdAt })] };
        })]);
        foreach (var leased in await LeaseAsync())
        {
            var (transition, outcome) = random.Next(6) switch
            {
                0 => (DeliveryTransition.Retry(TimeSpan.Zero), AttemptOutcome.Timeout),
                1 => (DeliveryTransition.Failed("exhausted"), AttemptOutcome.Refused),
                2 => (DeliveryTransition.Cancelled("endpoint_removed"), (AttemptOutcome?)null),
                _ => (DeliveryTransition.Succeeded, AttemptOutcome.Accepted),
            };
            var attempt = outcome is { } how ? Attempt(leased.AttemptCount + 1, how) : null;
            var node = random.Next(2) == 0 ? Harness.Bundle : Harness.OtherNode;
            await node.Deliveries.RecordAsync([new(leased.DeliveryId, leased.FencingToken, transition, attempt)], Cancellation);
        }

        await Harness.Operations.RedeliverAsync(DeliveryFilter.All, random.Next(1, 3), Cancellation);
    }

    private async Task<List<string>> FiguresAsync()
    {
        var quarters = (await Harness.Reader.GetStatisticsAsync(new(), Intervals[0], Cancellation)).Select(it => it.From).ToList();
        StatisticsFilter[] filters =
        [
            new(),
            new() { From = quarters[quarters.Count / 3], To = quarters[quarters.Count * 2 / 3] },
            new() { EndpointIds = ["one"] },
            new() { EndpointIds = ["one", "three"], From = quarters[quarters.Count / 2] },
            new() { EndpointIds = Endpoints, ByEndpoint = true, To = quarters[quarters.Count / 2] },
        ];
        var figures = new List<string>();
        foreach (var filter in filters)
        {
            foreach (var interval in Intervals)
            {
                figures.AddRange((await Harness.Reader.GetStatisticsAsync(filter, interval, Cancellation)).Select(TextOf));
            }
        }

        return figures;
    }

    private static string TextOf(DeliveryStatistics it) =>
        $"{it.EndpointId} {it.From:O}: {it.Succeeded} {it.Failed} {it.Cancelled} {it.Retried} {it.Redelivered}; "
        + $"{string.Join(' ', it.Attempts)}; {string.Join(' ', it.Outcomes.OrderBy(outcome => outcome.Key))}; "
        + $"{it.LatencyP50} {it.LatencyP95} {it.LatencyP99}";
}
