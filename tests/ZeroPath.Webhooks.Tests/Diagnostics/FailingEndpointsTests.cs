using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

public sealed class FailingEndpointsTests : IDisposable
{
    private readonly LogLines _log = new();

    private IEnumerable<string> Warnings => _log.All.Where(line => line.StartsWith("Warning: Endpoint", StringComparison.Ordinal));

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_first_failure_of_an_endpoint_is_a_warning_with_its_status()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.Unauthorized);

        var published = await bed.SendAsync();

        Warnings.Should().Equal(
            $"Warning: Endpoint a fails: attempt 1 of delivery {published.Deliveries[0].Id} ended as Refused (status 401). Failures that "
            + "follow are counted, and told once a minute.");
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_is_told_with_the_cause()
    {
        await using var bed = Bed();
        bed.Respond = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError);

        await bed.SendAsync();

        Warnings.Should().ContainSingle().Which.Should().Contain("ended as DnsFailure (status none)");
    }

    [Fact]
    public async Task What_goes_on_failing_is_counted_for_all_endpoints_together_once_a_minute()
    {
        await using var bed = Bed(builder => builder.Configure(options => options.HoldAfterFailures = 0)
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }));
        bed.Respond = _ => new(HttpStatusCode.BadGateway);
        for (var second = 0; second < 61; second++)
        {
            await bed.SendAsync();
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        _log.Containing("fails:").Should().ContainSingle();
        _log.Containing("Endpoints that fail: 1. Of their attempts ").Should().ContainSingle()
            .Which.Should().Contain(" more failed in 00:01:00. a: ").And.EndWith(", the last Refused (502)");
    }

    [Fact]
    public async Task A_success_ends_the_streak_and_the_next_failure_is_told_again_but_not_within_the_same_minute()
    {
        await using var bed = Bed();
        var isFailing = true;
        bed.Respond = _ => new(isFailing ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        for (var i = 0; i < 10; i++)
        {
            await bed.SendAsync();
            isFailing = !isFailing;
        }

        _log.Containing("fails:").Should().ContainSingle();
        bed.Clock.Advance(TimeSpan.FromMinutes(2));
        isFailing = false;
        await bed.SendAsync();
        isFailing = true;
        await bed.SendAsync();
        _log.Containing("fails:").Should().HaveCount(2);
    }

    [Fact]
    public async Task An_endpoint_that_answers_again_is_told_once_with_its_failures_which_its_health_had_counted()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.BadGateway);
        for (var i = 0; i < 3; i++)
        {
            await bed.SendAsync();
        }

        var before = await HealthAsync(bed);
        bed.Respond = _ => new(HttpStatusCode.OK);
        await bed.SendAsync();
        var after = await HealthAsync(bed);
        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromMinutes(2));
        await bed.SendAsync();

        (before.FailureStreak, after.FailureStreak, after.FailingFor).Should().Be((3, 0, null));
        _log.Containing("again").Should().Equal("Information: Endpoint a answers again, after 3 failures.");
    }

    [Fact]
    public async Task An_endpoint_that_failed_before_the_process_started_is_told_once_with_what_the_store_had_counted()
    {
        await using var bed = Bed();
        var failing = bed.Get<FailingEndpoints>();

        foreach (var id in new[] { "dlv_1", "dlv_2", "dlv_3" })
        {
            failing.Add(Leased(id, failureStreak: 7), Attempt(AttemptOutcome.Accepted));
            bed.Clock.Advance(TimeSpan.FromSeconds(25));
        }

        _log.Containing("again").Should().Equal("Information: Endpoint a answers again, after 7 failures.");
    }

    [Fact]
    public async Task An_endpoint_that_fails_now_and_then_is_told_once_a_minute_and_at_its_end_as_it_is()
    {
        await using var bed = Bed();
        var failing = bed.Get<FailingEndpoints>();
        for (var i = 0; i < 10; i++)
        {
            failing.Add(Leased("dlv_1"), Attempt(i % 2 == 0 ? AttemptOutcome.Refused : AttemptOutcome.Accepted));
        }

        _log.Containing("again").Should().Equal("Information: Endpoint a answers again, after 1 failures.");
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        failing.Add(Leased("dlv_1"), Attempt(AttemptOutcome.Accepted));
        _log.All.TakeLast(2).Should().Equal(
            "Warning: Endpoints that fail: 1. Of their attempts 4 more failed in 00:01:00. a: 4, the last Refused",
            "Information: Endpoints that answer again: 1. Failures before that: a: 1");
    }

    [Fact]
    public async Task Of_many_endpoints_that_answer_again_at_once_ten_are_told_and_the_others_together()
    {
        await using var bed = Bed();
        var failing = bed.Get<FailingEndpoints>();
        foreach (var outcome in new[] { AttemptOutcome.Refused, AttemptOutcome.Accepted })
        {
            for (var i = 0; i < 25; i++)
            {
                failing.Add(Leased("dlv_1", $"e{i}"), Attempt(outcome));
            }
        }

        _log.Containing("answers again").Should().HaveCount(10);
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        failing.Add(Leased("dlv_1"), Attempt(AttemptOutcome.Accepted));
        _log.Containing("answer again").Should().ContainSingle().Which.Should().StartWith("Information: Endpoints that answer again: 15. ")
            .And.EndWith("; …");
    }

    [Fact]
    public async Task Of_many_endpoints_that_fail_at_once_ten_are_told_and_the_others_counted()
    {
        await using var bed = Bed(builder =>
        {
            for (var i = 0; i < 25; i++)
            {
                builder.AddEndpoint(DeliveryBed.Endpoint($"e{i}")).AddSubscription(new() { EndpointId = $"e{i}" });
            }
        });
        bed.Respond = _ => new(HttpStatusCode.NotFound);

        await bed.SendAsync();
        _log.Containing("fails:").Should().HaveCount(10);

        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Dispatcher.DispatchDueAsync(TestContext.Current.CancellationToken);
        _log.Containing("Endpoints that fail: 15. Of their attempts 15 more failed").Should().ContainSingle()
            .Which.Should().EndWith("; …");
    }

    private static LeasedDelivery Leased(string id, string endpointId = "a", int failureStreak = 0) => new()
    {
        DeliveryId = id,
        FencingToken = LeasedDelivery.FirstToken,
        EventId = "evt_1",
        EventType = WebhookEventType.ScanFailed,
        EndpointId = endpointId,
        AttemptCount = 0,
        FailureStreak = failureStreak,
        Body = default,
    };

    private static DeliveryAttempt Attempt(AttemptOutcome outcome) =>
        new() { Number = 1, StartedAt = default, Duration = default, Outcome = outcome };

    private static async Task<EndpointHealth> HealthAsync(DeliveryBed bed) =>
        (await bed.Get<IEndpointHealthStore>().ListHealthAsync(["a"], TestContext.Current.CancellationToken)).Single();

    private DeliveryBed Bed(Action<ZeroPathWebhooksBuilder>? configure = null) => new(configure, _log.AddTo);
}
