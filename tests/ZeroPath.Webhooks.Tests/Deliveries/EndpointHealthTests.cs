using System.Collections.Concurrent;
using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class EndpointHealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_endpoint_is_held_and_what_waits_for_it_loses_no_retries()
    {
        await using var bed = new DeliveryBed { Respond = _ => throw new HttpRequestException("dead") };

        var published = await PublishAsync(bed, 500);
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Should().HaveCountLessThan(30, "it is held after 20 failures, and those under way end");
        var health = await HealthAsync(bed);
        health.HeldFor.Should().Be(TimeSpan.FromSeconds(30));
        health.FailureStreak.Should().Be(bed.Requests.Count);
        var attempts = new List<int>();
        foreach (var result in published)
        {
            attempts.Add((await bed.DeliveryAsync(result)).AttemptCount);
        }

        attempts.Sum().Should().Be(bed.Requests.Count);
        attempts.Max().Should().Be(1);
    }

    [Fact]
    public async Task A_schedule_of_a_day_holds_an_endpoint_for_no_longer_than_sixteen_minutes()
    {
        await using var bed = new DeliveryBed(builder => builder
            .Configure(options => (options.HoldAfterFailures, options.Retry) = (1, new() { Delays = [TimeSpan.FromDays(1)] }))
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }))
        {
            Respond = _ => throw new HttpRequestException("dead"),
        };
        await bed.SendAsync();

        (await HealthAsync(bed)).HeldFor.Should().Be(TimeSpan.FromMinutes(16));
        bed.Respond = _ => new(HttpStatusCode.OK);
        var waiting = await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromMinutes(16));
        await bed.Dispatcher.DispatchDueAsync(Token);
        (await bed.DeliveryAsync(waiting)).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task A_held_endpoint_is_probed_with_one_request_after_each_pause_of_the_schedule()
    {
        await using var bed = new DeliveryBed { Respond = _ => throw new HttpRequestException("dead") };
        await PublishAsync(bed, 500);
        await bed.Dispatcher.DispatchDueAsync(Token);
        bed.Requests.Clear();
        var held = bed.Clock.GetUtcNow();

        for (var second = 1; second <= 3600; second++)
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
            await bed.Dispatcher.DispatchDueAsync(Token);
        }

        bed.Requests.Select(request => (request.At - held).TotalSeconds).Should().Equal(30, 90, 210, 450, 930, 1890, 2850);
    }

    [Theory]
    [InlineData(new[] { 10, 40 }, new[] { 10, 50, 90, 130 })]
    [InlineData(new[] { 7200 }, new[] { 960 })]
    [InlineData(new int[0], new[] { 30, 90 })]
    public async Task The_pauses_of_a_held_endpoint_are_those_of_its_own_schedule_where_it_has_some_and_never_longer_than_16_minutes(
        int[] delays, int[] probes)
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with
            {
                Retry = new() { Delays = [.. delays.Select(seconds => TimeSpan.FromSeconds(seconds))] },
            })
            .AddSubscription(new() { EndpointId = "a" }))
        {
            Respond = _ => throw new HttpRequestException("dead"),
        };
        await PublishAsync(bed, 500);
        await bed.Dispatcher.DispatchDueAsync(Token);
        bed.Requests.Clear();
        var held = bed.Clock.GetUtcNow();

        for (var second = 1; second <= probes[^1]; second++)
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
            await bed.Dispatcher.DispatchDueAsync(Token);
        }

        bed.Requests.Select(request => (request.At - held).TotalSeconds).Should().Equal(probes.Select(probe => (double)probe));
    }

    [Fact]
    public async Task Of_attempts_told_together_a_success_ends_the_streak_before_it_and_successes_alone_have_a_latency()
    {
        await using var bed = new DeliveryBed();
        var store = bed.Get<IEndpointHealthStore>();
        var ledger = Reporter(bed);
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var leased = (await bed.Store.LeaseDueAsync(LeaseRequest.Any, Token)).Single();

        foreach (var (outcome, seconds) in new[]
        {
            (AttemptOutcome.Refused, 9), (AttemptOutcome.Refused, 9), (AttemptOutcome.Accepted, 1), (AttemptOutcome.Accepted, 3),
            (AttemptOutcome.Timeout, 9),
        })
        {
            var attempt = new DeliveryAttempt
            {
                Number = 1,
                StartedAt = default,
                Duration = TimeSpan.FromSeconds(seconds),
                Outcome = outcome,
            };
            ledger.Add(leased, new(leased.DeliveryId, leased.FencingToken, DeliveryTransition.Released, attempt));
        }

        await ledger.ReportAsync(isIdle: true, canWait: false, Token);

        (await store.ListHealthAsync([published.Deliveries[0].EndpointId], Token)).Single().Should().Match<EndpointHealth>(health =>
            health.FailureStreak == 1 && health.SuccessRate == 0.4 && health.Latency == TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Successes_are_told_when_none_has_come_for_a_second_or_after_ten_and_failures_at_once()
    {
        await using var bed = new DeliveryBed();
        var reporter = Reporter(bed);
        await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var leased = (await bed.Store.LeaseDueAsync(LeaseRequest.Any, Token)).Single();

        reporter.TellsIn.Should().BeNull();
        for (var tenth = 0; tenth < 100; tenth++)
        {
            See(AttemptOutcome.Accepted);
            (await TellsAsync()).Should().BeFalse();
            reporter.TellsIn.Should().Be(TimeSpan.FromSeconds(1));
            bed.Clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        (await TellsAsync()).Should().BeTrue("ten seconds have passed");
        See(AttemptOutcome.Accepted);
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        (await TellsAsync()).Should().BeTrue("a second has passed without another");
        See(AttemptOutcome.Refused);
        (await TellsAsync()).Should().BeTrue();

        void See(AttemptOutcome outcome) => reporter.Add(leased, new(
            leased.DeliveryId,
            leased.FencingToken,
            DeliveryTransition.Released,
            new() { Number = 1, StartedAt = default, Duration = TimeSpan.FromSeconds(1), Outcome = outcome }));

        async Task<bool> TellsAsync()
        {
            await reporter.ReportAsync(isIdle: true, canWait: true, Token);
            return reporter.TellsIn is null;
        }
    }

    [Fact]
    public async Task A_probe_a_retry_and_a_redelivery_that_come_at_the_same_instant_make_one_request()
    {
        await using var bed = new DeliveryBed(builder => builder
            .Configure(options => options.HoldAfterFailures = 1)
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }))
        {
            Respond = _ => throw new HttpRequestException("dead"),
        };
        var published = await bed.SendAsync();
        (await HealthAsync(bed)).HeldFor.Should().Be(TimeSpan.FromSeconds(30), "that is when its retry is due, too");
        bed.Requests.Clear();
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        var others = new ConcurrentQueue<Task<RedeliveryOutcome>>();
        bed.Respond = _ =>
        {
            others.Enqueue(RedeliverAsync());
            return new(HttpStatusCode.OK);
        };

        var before = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RedeliverAsync, Token)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bed.Dispatcher.DispatchDueAsync(Token), Token)));

        bed.Requests.Should().ContainSingle();
        before.Concat(await Task.WhenAll(others)).Should().HaveCount(5)
            .And.OnlyContain(outcome => outcome == RedeliveryOutcome.StillPending);
        (await bed.DeliveryAsync(published))
            .Should().Match<Delivery>(delivery => delivery.State == DeliveryState.Succeeded && delivery.AttemptCount == 2);

        Task<RedeliveryOutcome> RedeliverAsync() => bed.Get<WebhookOperations>().RedeliverAsync(published.Deliveries[0].Id, Token);
    }

    [Fact]
    public async Task When_the_probe_succeeds_all_that_waits_is_sent_in_a_ramp()
    {
        using var network = new Healing();
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network)));
        var published = await PublishAsync(bed, 300);
        await bed.Dispatcher.DispatchDueAsync(Token);

        network.IsDead = false;
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        await bed.Dispatcher.DispatchDueAsync(Token);

        network.AtOnce.Should().HaveCount(300);
        network.AtOnce.Should().OnlyContain(
            it => it.Requests <= it.Succeeded + 1, "each success lets one more be under way, from the probe on");

        var health = await HealthAsync(bed);
        (health.FailureStreak, health.HeldFor, health.FailingFor).Should().Be((0, null, null));
        foreach (var result in published)
        {
            (await bed.DeliveryAsync(result)).State.Should().Be(DeliveryState.Succeeded);
        }
    }

    [Fact]
    public async Task Other_endpoints_get_theirs_while_one_is_held()
    {
        var bad = new Uri("https://bad.example.com");
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("good")).AddSubscription(new() { EndpointId = "good" })
            .AddEndpoint(new() { Name = "bad", Url = bad }).AddSubscription(new() { EndpointId = "bad" }))
        {
            Respond = request => request.Url == bad ? new(HttpStatusCode.InternalServerError) : new(HttpStatusCode.OK),
        };

        await PublishAsync(bed, 200);
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Count(request => request.Url != bad).Should().Be(200);
        bed.Requests.Count(request => request.Url == bad).Should().BeLessThan(30);
    }

    [Fact]
    public async Task Nothing_is_held_when_that_is_turned_off()
    {
        await using var bed = new DeliveryBed(builder => builder
            .Configure(options => options.HoldAfterFailures = 0)
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }))
        {
            Respond = _ => throw new HttpRequestException("dead"),
        };

        await PublishAsync(bed, 100);
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(700);
    }

    [Fact]
    public async Task An_endpoint_that_has_failed_for_too_long_is_disabled_and_what_waits_for_it_is_cancelled()
    {
        await using var bed = new DeliveryBed(builder => builder
            .Configure(options => options.DisableAfterFailingFor = TimeSpan.FromHours(1))
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }))
        {
            Respond = _ => throw new HttpRequestException("dead"),
        };

        var published = await PublishAsync(bed, 500);
        await bed.Dispatcher.DispatchDueAsync(Token);
        await bed.RunAsync();

        bed.Registry.Router.FindEndpoint("a")!.DisabledReason.Should().Contain("failed for 0.01:");
        var states = new List<DeliveryState>();
        foreach (var result in published)
        {
            states.Add((await bed.DeliveryAsync(result)).State);
        }

        states.Should().OnlyContain(state => state == DeliveryState.Cancelled || state == DeliveryState.Failed);
        states.Count(state => state == DeliveryState.Cancelled).Should().BeGreaterThan(450);
    }

    [Fact]
    public async Task Two_failures_six_days_apart_are_no_five_days_of_failing()
    {
        await using var bed = Failing(TimeSpan.FromDays(5), holdAfter: 2);

        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromDays(6));
        await bed.SendAsync();

        bed.Registry.Router.FindEndpoint("a")!.Enabled.Should().BeTrue();
        (await HealthAsync(bed)).Should().Match<EndpointHealth>(health =>
            health.FailingFor >= TimeSpan.FromDays(6) && health.SteadilyFailingFor < TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("0 5 10 15 20", 5, 20)]
    [InlineData("0 5 10 15 20 25", 6, 25)]
    [InlineData("0 6 12 18 24 30 36 42", 5, null)]
    [InlineData("0 0 0 0 0 20 40", 5, null)]
    [InlineData("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", 3, 20)]
    [InlineData("0 0 0 6 11 16 21 26", 5, 26)]
    [InlineData("0 0 0 6 11 16 21 26 31", 6, 31)]
    public async Task Twenty_hours_of_failing_have_attempts_in_each_quarter_and_as_many_as_hold_an_endpoint(
        string hours, int holdAfter, int? disabledAfter)
    {
        await using var bed = Failing(TimeSpan.FromHours(20), holdAfter);
        var start = bed.Clock.GetUtcNow();
        int? disabled = null;

        foreach (var hour in hours.Split(' ').Select(int.Parse))
        {
            bed.Clock.Advance(start.AddHours(hour) - bed.Clock.GetUtcNow());
            await bed.SendAsync();
            disabled ??= bed.Registry.Router.FindEndpoint("a")!.Enabled ? null : hour;
        }

        disabled.Should().Be(disabledAfter);
    }

    [Fact]
    public async Task What_is_due_to_a_held_endpoint_is_tried_often_enough_to_know_that_it_fails()
    {
        await using var bed = Failing(TimeSpan.FromMinutes(10), holdAfter: 3);
        await PublishAsync(bed, 50);
        await bed.Dispatcher.DispatchDueAsync(Token);
        var start = bed.Clock.GetUtcNow();

        while (bed.Registry.Router.FindEndpoint("a")!.Enabled && await bed.Store.NextDueAsync(LeaseRequest.Any, Token) is { } pause)
        {
            bed.Clock.Advance(pause);
            await bed.Dispatcher.DispatchDueAsync(Token);
        }

        bed.Registry.Router.FindEndpoint("a")!.DisabledReason.Should().Contain("failed for 0.00:1");
        (bed.Clock.GetUtcNow() - start).Should().BeLessThan(TimeSpan.FromMinutes(12.1));
    }

    [Fact]
    public async Task An_endpoint_with_a_rate_gets_no_more_in_any_second()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { MaxPerSecond = 10 }).AddSubscription(new() { EndpointId = "a" }));
        await PublishAsync(bed, 100);

        for (var tick = 0; tick < 200 && bed.Requests.Count < 100; tick++)
        {
            await bed.Dispatcher.DispatchDueAsync(Token);
            bed.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        var seconds = bed.Seconds.ToList();
        seconds.Should().HaveCount(100);
        seconds[^1].Should().BeApproximately(9.9, 0.01, "one goes each tenth of a second");
        seconds.Should().OnlyContain(from => seconds.Count(at => at > from && at <= from + 0.999) <= 10);
    }

    [Fact]
    public async Task A_rate_below_one_a_second_holds_too()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { MaxPerSecond = 0.1 }).AddSubscription(new() { EndpointId = "a" }));
        await PublishAsync(bed, 6);

        for (var second = 0; second < 60; second++)
        {
            await bed.Dispatcher.DispatchDueAsync(Token);
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        bed.Seconds.Should().Equal(0, 10, 20, 30, 40, 50);
    }

    /// <summary>With an endpoint to which each delivery is tried once, and fails.</summary>
    private static DeliveryBed Failing(TimeSpan disableAfter, int holdAfter) => new(builder => builder
        .Configure(options =>
        {
            options.Retry = new() { Delays = [] };
            (options.DisableAfterFailingFor, options.HoldAfterFailures) = (disableAfter, holdAfter);
        })
        .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }))
    {
        Respond = _ => throw new HttpRequestException("dead"),
    };

    private static async Task<List<PublishResult>> PublishAsync(DeliveryBed bed, int count)
    {
        var scan = DeliveryBed.Event();
        return [.. await bed.Publisher.PublishAsync([.. Enumerable.Repeat(new PublishRequest(scan), count)], cancellationToken: Token)];
    }

    private static async Task<EndpointHealth> HealthAsync(DeliveryBed bed) =>
        (await bed.Get<IEndpointHealthStore>().ListHealthAsync(["a"], Token)).Single();

    /// <summary>
    /// An endpoint that is dead, then not, and writes down how many requests it has at once and how many it has answered.
    /// </summary>
    private sealed class Healing : HttpMessageHandler
    {
        private int _requests;
        private int _succeeded;

        public bool IsDead { get; set; } = true;

        public ConcurrentQueue<(int Requests, int Succeeded)> AtOnce { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsDead)
            {
                throw new HttpRequestException("dead");
            }

            AtOnce.Enqueue((Interlocked.Increment(ref _requests), Volatile.Read(ref _succeeded)));

            // Whoever else may start has the time to.
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
            }

            Interlocked.Increment(ref _succeeded);
            Interlocked.Decrement(ref _requests);
            return new(HttpStatusCode.OK);
        }
    }

    private static HealthReporter Reporter(DeliveryBed bed) => new(
        bed.Get<IEndpointHealthStore>(),
        bed.Registry,
        bed.Get<EndpointDisabler>(),
        bed.Get<IOptions<ZeroPathWebhooksOptions>>(),
        bed.Clock,
        bed.Get<FailingEndpoints>(),
        NullLogger<DeliveryDispatcher>.Instance);
}
