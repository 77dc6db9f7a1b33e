using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IEndpointHealthStore"/>.</summary>
public abstract class HealthSuite : StoreSuite
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(10);

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task The_first_that_is_seen_of_an_endpoint_is_its_health()
    {
        var health = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 3, failed: 1)));

        Assert.Equal(("one", 0.75, 1, 0), (health.EndpointId, health.SuccessRate, health.FailureStreak, health.Holds));
        Assert.Equal(TimeSpan.FromMilliseconds(100), health.Latency);
        Assert.NotNull(health.LastSuccessAt);
        Assert.Equal(health.LastSuccessAt, health.LastFailureAt);
        Assert.NotNull(health.FailingFor);
        Assert.Null(health.HeldFor);
    }

    [Fact]
    public async Task Newer_attempts_weigh_more_in_the_success_rate_and_the_latency()
    {
        await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 1000));

        var health = Assert.Single(
            await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 10, failed: 90, latency: 200)));

        Assert.InRange(health.SuccessRate, 0.4, 0.45);
        Assert.InRange(health.Latency!.Value.TotalMilliseconds, 109, 110);
    }

    [Fact]
    public async Task A_streak_of_failures_grows_until_a_success_and_tells_since_when()
    {
        await AddSamplesAsync(LaneSuite.Seen("one", failed: 2));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        var failing = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", failed: 3)));
        var healed = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 1)));
        var again = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 5, failed: 4, streak: 2)));

        Assert.Equal(5, failing.FailureStreak);
        Assert.InRange(failing.FailingFor!.Value, TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5.5));
        Assert.Equal((0, null), (healed.FailureStreak, healed.FailingFor));
        Assert.Equal(2, again.FailureStreak);
        Assert.InRange(again.FailingFor!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Failures_are_steady_as_long_as_no_stretch_without_an_attempt_is_too_long()
    {
        await FailAsync(after: TimeSpan.Zero, failed: 2);
        await FailAsync(after: TimeSpan.FromMinutes(9), failed: 1);
        var steady = await FailAsync(after: TimeSpan.FromMinutes(9), failed: 3);
        var anew = await FailAsync(after: TimeSpan.FromMinutes(11), failed: 4);
        var again = await FailAsync(after: TimeSpan.FromMinutes(9), failed: 1);

        Assert.Equal((6, 6), (steady.SteadyFailures, steady.FailureStreak));
        Assert.InRange(steady.SteadilyFailingFor!.Value, TimeSpan.FromMinutes(18), TimeSpan.FromMinutes(18.5));
        Assert.Equal((4, 10), (anew.SteadyFailures, anew.FailureStreak));
        Assert.InRange(anew.SteadilyFailingFor!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(0.5));
        Assert.InRange(anew.FailingFor!.Value, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(29.5));
        Assert.Equal(5, again.SteadyFailures);
        Assert.InRange(again.SteadilyFailingFor!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9.5));
    }

    [Fact]
    public async Task A_success_ends_what_is_steady_and_what_failed_after_it_begins_it_anew()
    {
        await FailAsync(after: TimeSpan.Zero, failed: 5);
        var healed = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 1)));
        await FailAsync(after: TimeSpan.FromMinutes(5), failed: 2);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        var between = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 1, failed: 6, streak: 3)));

        Assert.Equal((null, 0), (healed.SteadilyFailingFor, healed.SteadyFailures));
        Assert.Equal(3, between.SteadyFailures);
        Assert.InRange(between.SteadilyFailingFor!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(0.5));
    }

    [Fact]
    public async Task What_is_steady_is_of_one_endpoint_whatever_the_others_do()
    {
        await AddSamplesAsync(LaneSuite.Seen("one", failed: 1, gap: Gap), LaneSuite.Seen("other", failed: 1, gap: Gap));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(9));
        await FailAsync(after: TimeSpan.Zero, failed: 1);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(9));

        var health = await AddSamplesAsync(LaneSuite.Seen("one", failed: 1, gap: Gap), LaneSuite.Seen("other", failed: 1, gap: Gap));

        Assert.Equal([3, 1], health.OrderBy(it => it.EndpointId, StringComparer.Ordinal).Select(it => it.SteadyFailures));
    }

    [Fact]
    public async Task A_success_ends_a_hold_and_a_failure_does_not()
    {
        await AddSamplesAsync(LaneSuite.Seen("one", failed: 1));
        await Harness.Health.HoldAsync("one", TimeSpan.FromMinutes(5), Cancellation);

        var held = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", failed: 1)));
        await Harness.Health.HoldAsync("one", TimeSpan.FromMinutes(10), Cancellation);
        var longer = Assert.Single(await ListAsync("one"));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(11));
        var probed = Assert.Single(await ListAsync("one"));
        var healed = Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", succeeded: 1)));

        Assert.InRange(held.HeldFor!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(2, longer.Holds);
        Assert.InRange(longer.HeldFor!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, probed.HeldFor);
        Assert.Equal((null, 0), (healed.HeldFor, healed.Holds));
    }

    [Fact]
    public async Task Health_is_listed_in_the_order_of_the_ids_of_those_asked_for_or_of_all()
    {
        await AddSamplesAsync(LaneSuite.Seen("b", failed: 1), LaneSuite.Seen("a", succeeded: 1), LaneSuite.Seen("\"c\\", succeeded: 1));

        Assert.Equal(["\"c\\", "a", "b"], (await ListAsync(null)).Select(health => health.EndpointId));
        Assert.Equal(["\"c\\", "b"], (await ListAsync("b", "none", "\"c\\")).Select(health => health.EndpointId));
    }

    [Fact]
    public async Task What_many_nodes_see_at_once_all_counts()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            () => i % 2 == 0
                ? AddSamplesAsync(LaneSuite.Seen("a", failed: 1), LaneSuite.Seen("b", failed: 1))
                : AddSamplesAsync(LaneSuite.Seen("b", failed: 1), LaneSuite.Seen("a", failed: 1)),
            Cancellation)));

        Assert.Equal([20, 20], (await ListAsync(null)).Select(health => health.FailureStreak));
        Assert.Equal([20, 20], (await ListAsync(null)).Select(health => health.SteadyFailures));
    }

    private async Task<EndpointHealth> FailAsync(TimeSpan after, int failed)
    {
        if (after > TimeSpan.Zero)
        {
            await Harness.AdvanceAsync(after);
        }

        return Assert.Single(await AddSamplesAsync(LaneSuite.Seen("one", failed: failed, gap: Gap)));
    }

    private async Task<IReadOnlyList<EndpointHealth>> AddSamplesAsync(params HealthSample[] seen) =>
        await Harness.Health.AddSamplesAsync(seen, Cancellation);

    private async Task<IReadOnlyList<EndpointHealth>> ListAsync(params string[]? endpoints) =>
        await Harness.Health.ListHealthAsync(endpoints, Cancellation);
}
