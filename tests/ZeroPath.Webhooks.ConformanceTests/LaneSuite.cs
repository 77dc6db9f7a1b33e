using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>How a lease of <see cref="IDeliveryStore"/> is divided among endpoints.</summary>
public abstract class LaneSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task Endpoints_share_a_lease_alike_however_long_their_deliveries_have_been_due()
    {
        await AddManyAsync(50, "flooded");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        await AddManyAsync(50, "one", "two");

        var leased = await LeaseAsync(9);

        Assert.Equal([("flooded", 3), ("one", 3), ("two", 3)], Counts(leased));
    }

    [Fact]
    public async Task What_one_endpoint_does_not_use_the_others_get()
    {
        await AddManyAsync(1, "one", "two");
        await AddManyAsync(50, "flooded");

        var leased = await LeaseAsync(20);

        Assert.Equal([("flooded", 18), ("one", 1), ("two", 1)], Counts(leased));
    }

    [Fact]
    public async Task More_endpoints_than_room_are_served_in_the_order_in_which_they_fell_due()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddManyAsync(2, $"{i}");
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([("0", 1), ("1", 1)], Counts(await LeaseAsync(2)));
        Assert.Equal([("0", 1), ("1", 1)], Counts(await LeaseAsync(2)));
        Assert.Equal([("2", 1), ("3", 1)], Counts(await LeaseAsync(2)));
    }

    [Fact]
    public async Task However_many_endpoints_have_something_due_the_turn_of_each_comes_and_nothing_is_left()
    {
        string[] endpoints = [.. Enumerable.Range(0, 400).Select(i => $"{i}")];
        await AddManyAsync(1, endpoints);
        await AddManyAsync(50, endpoints[200]);

        var leased = new List<LeasedDelivery>();
        for (var i = 0; i < 45; i++)
        {
            leased.AddRange(await LeaseAsync(10));
        }

        Assert.Equal(450, leased.Select(delivery => delivery.DeliveryId).Distinct().Count());
        Assert.Equal(400, leased.Select(delivery => delivery.EndpointId).Distinct().Count());
        Assert.Empty(await LeaseAsync(10));
    }

    [Fact]
    public async Task An_endpoint_that_is_known_to_have_something_due_is_looked_at_however_many_others_have_too()
    {
        await AddManyAsync(1, [.. Enumerable.Range(0, 400).Select(i => $"{i}")]);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        await AddManyAsync(5, "well");

        var leased = await LeaseAsync(new LeaseRequest(10, Lease) { RoomFor = id => new(5, Answers: id == "well"), Known = ["well"] });

        Assert.Contains(leased, delivery => delivery.EndpointId == "well");
    }

    [Fact]
    public async Task No_endpoint_gets_more_than_there_is_room_for_it()
    {
        await AddManyAsync(50, "one", "two", "full");

        var leased = await LeaseAsync(new LeaseRequest(100, Lease)
        {
            RoomFor = id => new(id switch { "two" => 7, "full" => 0, _ => 5 }),
        });

        Assert.Equal([("one", 5), ("two", 7)], Counts(leased));
    }

    [Fact]
    public async Task First_attempts_and_retries_of_an_endpoint_share_its_part()
    {
        await AddManyAsync(20, "one");
        await FailAsync(await LeaseAsync(), TimeSpan.FromSeconds(1));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        await AddManyAsync(20, "one");

        var leased = await LeaseAsync(10);

        Assert.Equal([(0, 5), (1, 5)], leased.CountBy(delivery => delivery.AttemptCount).Select(it => (it.Key, it.Value)).Order());
    }

    [Fact]
    public async Task Retries_and_what_goes_to_failing_endpoints_take_no_more_than_their_part()
    {
        await AddManyAsync(20, "storm");
        await FailAsync(await LeaseAsync(), TimeSpan.FromSeconds(1));
        await Harness.Health.AddSamplesAsync([Seen("failing", failed: 1)], Cancellation);
        await AddManyAsync(20, "failing");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        await AddManyAsync(20, "well");

        var leased = await LeaseAsync(new LeaseRequest(100, Lease) { MaxRetries = 6 });

        Assert.Equal([("failing", 3), ("storm", 3), ("well", 20)], Counts(leased));
        Assert.All(leased, delivery => Assert.Equal(delivery.EndpointId == "failing" ? 1 : 0, delivery.FailureStreak));
    }

    [Fact]
    public async Task What_waits_for_an_endpoint_that_is_off_is_due_and_not_leased()
    {
        await Harness.Health.AddSamplesAsync([Seen("off", failed: 1), Seen("failing", failed: 1)], Cancellation);
        await AddManyAsync(20, "off", "failing");
        var request = new LeaseRequest(100, Lease) { MaxRetries = 6, RoomFor = id => new(100, IsOff: id == "off") };

        Assert.Equal([("failing", 6)], Counts(await LeaseAsync(request)));
        Assert.Equal(
            TimeSpan.Zero,
            await Store.NextDueAsync(new LeaseRequest(100, Lease) { MaxRetries = 0, RoomFor = request.RoomFor }, Cancellation));
    }

    [Fact]
    public async Task The_next_due_time_is_of_what_there_is_room_for()
    {
        await AddManyAsync(1, "full");
        await AddManyAsync(1, "later");
        await FailAsync((await LeaseAsync()).Where(delivery => delivery.EndpointId == "later"), TimeSpan.FromMinutes(10));
        await AddManyAsync(1, "full");
        var full = new LeaseRequest(10, Lease) { RoomFor = id => new(id == "full" ? 0 : 10) };

        Assert.Equal(TimeSpan.Zero, await Store.NextDueAsync(LeaseRequest.Any, Cancellation));
        Assert.InRange((await Store.NextDueAsync(full, Cancellation))!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Null(await Store.NextDueAsync(new LeaseRequest(10, Lease) { RoomFor = full.RoomFor, MaxRetries = 0 }, Cancellation));
    }

    [Fact]
    public async Task To_find_that_something_is_due_few_endpoints_are_looked_at_however_many_have_something()
    {
        await AddManyAsync(1, [.. Enumerable.Range(0, 1000).Select(number => $"{number:0000}")]);
        var asked = new HashSet<string>();

        Assert.Equal(TimeSpan.Zero, await Store.NextDueAsync(new(10, Lease) { RoomFor = Count }, Cancellation));
        Assert.InRange(asked.Count, 1, 10);

        EndpointRoom Count(string id)
        {
            asked.Add(id);
            return new(10);
        }
    }

    [Fact]
    public async Task One_that_can_be_leased_is_found_within_seconds_among_thousands_that_cannot()
    {
        const int Many = 12_000;
        await AddManyAsync(1, [.. Enumerable.Range(0, Many).Select(number => $"{number:00000}"), "well"]);
        var request = new LeaseRequest(500, Lease) { RoomFor = id => new(id == "well" ? 1 : 0) };

        var leased = await LeaseAsync(request);
        for (var i = 0; i < 3 && leased.Count == 0; i++)
        {
            var next = await Store.NextDueAsync(request, Cancellation);
            Assert.InRange(next!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            leased = await LeaseAsync(request);
        }

        Assert.Equal("well", Assert.Single(leased).EndpointId);
    }

    [Fact]
    public async Task Of_an_endpoint_that_is_held_nothing_is_leased_and_then_one_at_a_time()
    {
        await AddManyAsync(10, "dead", "well");
        await Harness.Health.HoldAsync("dead", TimeSpan.FromMinutes(5), Cancellation);

        Assert.Equal([("well", 10)], Counts(await LeaseAsync()));
        Assert.InRange(
            (await Store.NextDueAsync(new(1, Lease) { RoomFor = id => new(id == "well" ? 0 : 1) }, Cancellation))!.Value,
            TimeSpan.FromMinutes(4),
            TimeSpan.FromMinutes(5));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        var probe = Assert.Single(await LeaseAsync(), delivery => delivery.EndpointId == "dead");
        Assert.True(probe.IsProbe);
        Assert.DoesNotContain(await LeaseAsync(), delivery => delivery.EndpointId == "dead");
        await Harness.AdvanceAsync(Lease);
        Assert.Single(await LeaseAsync(), delivery => delivery.EndpointId == "dead");
    }

    [Fact]
    public async Task Many_callers_at_once_get_one_probe()
    {
        await AddManyAsync(20, "dead");
        await Harness.Health.HoldAsync("dead", TimeSpan.FromMinutes(5), Cancellation);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => LeaseAsync(), Cancellation)));

        Assert.Single(leased.SelectMany(page => page));
    }

    [Fact]
    public async Task An_endpoint_that_is_let_go_or_seen_to_succeed_gets_all_that_waits()
    {
        await AddManyAsync(3, "one", "two");
        await Harness.Health.HoldAsync("one", TimeSpan.FromMinutes(5), Cancellation);
        await Harness.Health.HoldAsync("two", TimeSpan.FromMinutes(5), Cancellation);

        await Harness.Health.HoldAsync("one", null, Cancellation);
        await Harness.Health.AddSamplesAsync([Seen("two", succeeded: 1)], Cancellation);

        var leased = await LeaseAsync();
        Assert.Equal([("one", 3), ("two", 3)], Counts(leased));
        Assert.DoesNotContain(leased, delivery => delivery.IsProbe);
    }

    [Fact]
    public async Task A_lease_has_no_more_bodies_than_there_is_room_for_and_lanes_take_turns_at_it()
    {
        await AddLongAsync(20, "flooded");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        await AddLongAsync(20, "one");

        Assert.Equal([("flooded", 2), ("one", 2)], Counts(await LeaseAsync(new LeaseRequest(100, Lease) { MaxBytes = 3_001 })));
        Assert.Equal([("flooded", 1)], Counts(await LeaseAsync(new LeaseRequest(100, Lease) { MaxBytes = 1 })));
        Assert.Equal([("flooded", 1)], Counts(await LeaseAsync(new LeaseRequest(1, Lease) { MaxBytes = 3_000 })));
    }

    [Fact]
    public async Task What_a_lease_has_no_room_for_is_due_as_it_was_and_nothing_is_recorded_of_it()
    {
        await AddLongAsync(5, "one");
        var few = await LeaseAsync(new LeaseRequest(100, Lease) { MaxBytes = 2_000 });

        var rest = await LeaseAsync();
        Assert.Equal((2, 3), (few.Count, rest.Count));
        Assert.Equal(5, few.Concat(rest).Select(delivery => delivery.DeliveryId).Distinct().Count());
        await Store.RecordAsync(
            [.. rest.Select(it => new DeliveryResult(it.DeliveryId, it.FencingToken, DeliveryTransition.Succeeded))], Cancellation);
        foreach (var delivery in rest)
        {
            Assert.Equal(DeliveryState.Succeeded, (await Harness.History.FindDeliveryAsync(delivery.DeliveryId, Cancellation))!.State);
            Assert.Empty(await Harness.History.ListAttemptsAsync(delivery.DeliveryId, Cancellation));
        }
    }

    /// <summary>What a node has seen.</summary>
    internal static HealthSample Seen(
        string endpoint, int succeeded = 0, int failed = 0, int? streak = null, double latency = 100, TimeSpan? gap = null) => new()
        {
            EndpointId = endpoint,
            Succeeded = succeeded,
            Failed = failed,
            FailureStreak = streak ?? failed,
            Latency = succeeded > 0 ? TimeSpan.FromMilliseconds(latency) : null,
            LongestGap = gap,
        };

    private static IEnumerable<(string EndpointId, int Count)> Counts(IEnumerable<LeasedDelivery> leased) =>
        leased.CountBy(delivery => delivery.EndpointId).Select(it => (it.Key, it.Value)).OrderBy(it => it.Key, StringComparer.Ordinal);

    private Task AddManyAsync(int count, params string[] endpoints) =>
        AddAsync([.. Enumerable.Range(0, count).Select(_ => NewEvent(endpoints))]);

    /// <summary>With bodies of a thousand bytes.</summary>
    private Task AddLongAsync(int count, string endpoint) =>
        AddAsync([.. Enumerable.Range(0, count).Select(_ => NewEvent(endpoint) with { Body = new byte[1_000] })]);

    private async Task FailAsync(IEnumerable<LeasedDelivery> leased, TimeSpan delay) => await Store.RecordAsync(
        [.. leased.Select(it =>
            new DeliveryResult(it.DeliveryId, it.FencingToken, DeliveryTransition.Retry(delay), Attempt(1, AttemptOutcome.Refused, 500)))],
        Cancellation);
}
