using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>A step of the system's clock neither delays nor hastens what waits, nor ends a lease; a day back, and a day forward.</summary>
public abstract class ClockSuite : StoreSuite
{
#pragma warning disable CS1591 // The name says it.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    public static TheoryData<int> Steps => [-24, 24];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_retry_comes_when_its_pause_is_over(int hours)
    {
        await AddAsync(NewEvent("a"));
        await RecordAsync(await LeaseOneAsync(), DeliveryTransition.Retry(Moment), Attempt(1, AttemptOutcome.Timeout));

        Harness.StepClock(TimeSpan.FromHours(hours));

        Assert.Empty(await LeaseAsync());
        Assert.InRange((await Store.NextDueAsync(LeaseRequest.Any, Cancellation))!.Value, TimeSpan.Zero, Moment);
        await Harness.AdvanceAsync(Moment);
        await LeaseOneAsync();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_is_under_way_stays_leased_as_long_as_its_lease(int hours)
    {
        await AddAsync(NewEvent("a"));
        var leased = await LeaseOneAsync();

        Harness.StepClock(TimeSpan.FromHours(hours));

        Assert.Empty(await LeaseAsync());
        await Harness.AdvanceAsync(Lease + Moment);
        Assert.Equal(leased.DeliveryId, (await LeaseOneAsync()).DeliveryId);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_is_published_after_a_step_is_due_at_once(int hours)
    {
        Harness.StepClock(TimeSpan.FromHours(hours));

        await AddAsync(NewEvent("a"));

        await LeaseOneAsync();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_hold_lasts_as_long_as_was_said(int hours)
    {
        await AddAsync(NewEvent("a"));
        await Harness.Health.AddSamplesAsync([new() { EndpointId = "a", Succeeded = 0, Failed = 1, FailureStreak = 1 }], Cancellation);
        await Harness.Health.HoldAsync("a", Moment, Cancellation);

        Harness.StepClock(TimeSpan.FromHours(hours));

        Assert.Empty(await LeaseAsync());
        await Harness.AdvanceAsync(Moment);
        Assert.True((await LeaseOneAsync()).IsProbe);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Time_in_which_an_endpoint_fails_is_time_that_passed(int hours)
    {
        await Harness.Health.AddSamplesAsync([new() { EndpointId = "a", Succeeded = 0, Failed = 1, FailureStreak = 1 }], Cancellation);

        Harness.StepClock(TimeSpan.FromHours(hours));

        var health = Assert.Single(await Harness.Health.ListHealthAsync(null, Cancellation));
        Assert.InRange(health.FailingFor!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_jobs_retry_comes_when_its_pause_is_over_and_its_lease_holds(int hours)
    {
        var job = new Job { Id = $"job_{hours}", Kind = "kind", Body = default, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000) };
        await Harness.Jobs.AddAsync([job], null, Cancellation);
        var request = new JobLeaseRequest("kind", 10, Lease);
        var leased = Assert.Single(await Harness.Jobs.LeaseAsync(request, Cancellation));

        Harness.StepClock(TimeSpan.FromHours(hours));
        Assert.Empty(await Harness.Jobs.LeaseAsync(request, Cancellation));
        await Harness.Jobs.RecordAsync(leased, JobTransition.Retry(Moment, "again"), Cancellation);
        Harness.StepClock(TimeSpan.FromHours(-hours));

        Assert.Empty(await Harness.Jobs.LeaseAsync(request, Cancellation));
        await Harness.AdvanceAsync(Moment);
        Assert.Single(await Harness.Jobs.LeaseAsync(request, Cancellation));
    }
}
