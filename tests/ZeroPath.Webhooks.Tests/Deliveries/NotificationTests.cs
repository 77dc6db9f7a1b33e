using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class NotificationTests
{
    private readonly List<FailureNotice> _told = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_that_failed_after_all_its_attempts_is_told_once()
    {
        await using var bed = Bed();

        var published = await bed.SendAsync();
        var early = await NotifyAsync(bed);
        await bed.RunAsync();
        var late = await NotifyAsync(bed);

        (early, late, await NotifyAsync(bed)).Should().Be((0, 1, 0));
        var notice = _told.Should().ContainSingle().Subject;
        (notice.EndpointId, notice.EndpointName, notice.DisabledReason).Should().Be(("a", "a", null));
        notice.FailedDeliveries.Should().ContainSingle().Which.Should().Match<FailedDelivery>(failed =>
            failed.DeliveryId == published.Deliveries[0].Id && failed.Reason == "exhausted" && failed.FailedAt == failed.Delivery!.SettledAt
            && failed.Delivery.AttemptCount == 7 && failed.Outcome == AttemptOutcome.Refused && failed.StatusCode == 500);
    }

    [Fact]
    public async Task What_fails_in_bulk_is_told_together_for_each_endpoint_and_a_thousand_at_a_time()
    {
        await using var bed = Bed(configure: builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" })
            .AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { EndpointId = "b", Threshold = SeverityLevel.Info })
            .Configure(options => (options.Retry, options.HoldAfterFailures) = (new() { Delays = [] }, 0)));
        var scan = DeliveryBed.Event();
        await bed.Publisher.PublishAsync([.. Enumerable.Repeat(new PublishRequest(scan), 1001)], cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        await NotifyAsync(bed);

        _told.GroupBy(notice => notice.EndpointId, notice => notice.FailedDeliveries.Count).Should().SatisfyRespectively(
            one => one.Should().BeEquivalentTo([1000, 1]), other => other.Should().BeEquivalentTo([1000, 1]));
        _told.SelectMany(notice => notice.FailedDeliveries).Select(failed => failed.DeliveryId).Should().HaveCount(2002)
            .And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task What_is_told_again_is_told_apart_from_what_is_new()
    {
        DeliveryBed? bed = null;
        bed = Bed(
            (_, _) => _told.Count == 1 ? throw new IOException("No mail server.") : Task.CompletedTask,
            builder => builder.AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" })
                .Configure(options => options.Retry = new() { Delays = [] }));
        await using var _ = bed;
        var old = await bed.SendAsync();
        await NotifyAsync(bed);
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        var young = await bed.SendAsync();

        await NotifyAsync(bed);

        _told.Select(notice => notice.FailedDeliveries.Single().DeliveryId)
            .Should().Equal(old.Deliveries[0].Id, old.Deliveries[0].Id, young.Deliveries[0].Id);
    }

    [Fact]
    public async Task A_notifier_that_throws_is_called_again_on_its_own_schedule_and_then_no_more()
    {
        var log = new Journal();
        var calls = new List<DateTimeOffset>();
        DeliveryBed? bed = null;
        bed = Bed((_, _) =>
        {
            calls.Add(bed!.Clock.GetUtcNow());
            throw new IOException("No mail server.");
        }, log: log);
        await using var _ = bed;
        await bed.SendAsync();
        await bed.RunAsync();

        for (var i = 0; i < 24 * 60 * 2; i++)
        {
            await NotifyAsync(bed);
            bed.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        calls.Zip(calls.Skip(1), (one, next) => (next - one).TotalMinutes).Should().Equal(0.5, 1, 2, 4, 8, 16, 60, 240, 720);
        var lines = log.Lines.FindAll(line => line.Contains("notifier", StringComparison.Ordinal));
        lines.Should().HaveCount(10);
        lines[0]
            .Should().Be(
                "Warning: The failure notifier did not take what failed at endpoint a (deliveries: 1). It is called again in 00:00:30.");
        lines[^1]
            .Should().Be("Error: The failure notifier did not take what failed at endpoint a (deliveries: 1), and is not called again.");
        (await bed.Get<IJobStore>().ListAsync(new() { Kind = JobKinds.FailureNotice }, new(), Token)).Items.Should().ContainSingle()
            .Which.Should().Match<Job>(job =>
                job.State == JobState.Failed && job.Subject == "a" && job.Reason == "IOException: No mail server.");
    }

    [Fact]
    public async Task What_was_told_of_leaves_nothing_behind()
    {
        await using var bed = Bed();
        await bed.SendAsync();
        await bed.RunAsync();

        await NotifyAsync(bed);

        (await bed.Get<IJobStore>().ListAsync(new() { Kind = JobKinds.FailureNotice }, new(), Token)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_disabled_endpoint_has_one_notice_together_with_its_failures()
    {
        await using var bed = Bed();
        var published = await bed.SendAsync();
        await bed.RunAsync();
        foreach (var reason in new[] { "First.", "Second." })
        {
            await bed.Get<IJobStore>().AddAsync([FailureNoticeJob.OfEndpoint("a", reason, bed.Clock.GetUtcNow())], null, Token);
        }

        await NotifyAsync(bed);

        _told.Should().ContainSingle().Which.Should().Match<FailureNotice>(notice => notice.DisabledReason == "Second."
            && notice.FailedDeliveries.Single().DeliveryId == published.Deliveries[0].Id);
    }

    [Fact]
    public async Task An_endpoint_disabled_again_while_its_notice_is_given_has_another()
    {
        DeliveryBed? bed = null;
        bed = Bed(async (_, _) =>
        {
            if (_told.Count == 1)
            {
                await bed!.Get<IJobStore>().AddAsync([FailureNoticeJob.OfEndpoint("a", "Second.", bed.Clock.GetUtcNow())], null, Token);
            }
        });
        await using var _ = bed;
        await bed.Get<IJobStore>().AddAsync([FailureNoticeJob.OfEndpoint("a", "First.", bed.Clock.GetUtcNow())], null, Token);

        await NotifyAsync(bed);

        _told.Select(notice => notice.DisabledReason).Should().Equal("First.", "Second.");
    }

    [Fact]
    public async Task A_notice_tells_of_its_delivery_as_it_is_by_then()
    {
        await using var bed = Bed((_, _) => _told.Count == 1 ? throw new IOException("No mail server.") : Task.CompletedTask);
        var published = await bed.SendAsync();
        await bed.RunAsync();
        await bed.Get<IDeliveryOperations>().RedeliverAsync(DeliveryFilter.All, 10, Token);
        await NotifyAsync(bed);
        bed.Respond = _ => new(HttpStatusCode.OK);
        await bed.Dispatcher.DispatchDueAsync(Token);
        await bed.Get<IDeliveryOperations>().PurgeAsync(new() { Events = TimeSpan.Zero }, 10, Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        await NotifyAsync(bed);

        var (first, second) = (_told[0].FailedDeliveries.Single(), _told[1].FailedDeliveries.Single());
        (first.DeliveryId, second.DeliveryId).Should().Be((published.Deliveries[0].Id, published.Deliveries[0].Id));
        (first.Delivery!.State, first.Reason).Should().Be((DeliveryState.Pending, "exhausted"));
        (second.Delivery, second.Reason).Should().Be((null, "exhausted"));
    }

    [Fact]
    public async Task A_notice_that_somebody_made_unreadable_stops_no_other()
    {
        await using var bed = Bed();
        await bed.SendAsync();
        await bed.RunAsync();
        var spoilt = FailureNoticeJob.OfEndpoint("a", "Spoilt.", bed.Clock.GetUtcNow()) with { Body = "{"u8.ToArray() };
        await bed.Get<IJobStore>().AddAsync([spoilt], null, Token);

        await NotifyAsync(bed);

        _told.Should().ContainSingle().Which.FailedDeliveries.Should().ContainSingle();
    }

    [Fact]
    public async Task A_notifier_that_hangs_has_thirty_seconds_and_holds_up_nobody_for_longer()
    {
        var seen = new List<CancellationToken>();
        await using var bed = Bed(
            (notice, token) =>
            {
                seen.Add(token);
                return notice.EndpointId == "a" ? new TaskCompletionSource().Task : Task.CompletedTask;
            },
            builder => builder
                .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a", OrganizationId = "org_1" })
                .AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { EndpointId = "b", OrganizationId = "org_2" })
                .Configure(options => options.Retry = new() { Delays = [] }));
        await bed.SendAsync(DeliveryBed.Event("org_1"));
        await bed.SendAsync(DeliveryBed.Event("org_2"));

        var step = NotifyAsync(bed);
        bed.Clock.Advance(FailureNoticeHandler.TimeLimit - TimeSpan.FromMilliseconds(1));
        (step.IsCompleted, seen.Count).Should().Be((false, 1));
        bed.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await step).Should().Be(2);
        _told.Select(notice => notice.EndpointId).Should().Equal("a", "b");
        seen.Select(token => token.IsCancellationRequested).Should().Equal(true, false);
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        NotifyAsync(bed).IsCompleted.Should().BeFalse("a is told again, and b is not");
        _told.Select(notice => notice.EndpointId).Should().Equal("a", "b", "a");
    }

    [Fact]
    public async Task What_a_stop_interrupts_is_told_later_and_that_is_no_try()
    {
        using var stop = new CancellationTokenSource();
        await using var bed = Bed((_, token) =>
            _told.Count == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask);
        await bed.SendAsync();
        await bed.RunAsync();

        var step = bed.Get<JobDispatcher>().RunDueAsync(stop.Token);
        await stop.CancelAsync();

        await step.Awaiting(it => it).Should().ThrowAsync<OperationCanceledException>();
        bed.Clock.Advance(2 * FailureNoticeHandler.TimeLimit);
        (await bed.Get<IJobStore>().ListAsync(new() { Kind = JobKinds.FailureNotice }, new(), Token)).Items.Single().Starts.Should().Be(0);
        (await NotifyAsync(bed)).Should().Be(1);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_told_once_however_many_attempts_found_it_gone()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.Gone);
        var scan = DeliveryBed.Event();
        await bed.Publisher.PublishAsync([.. Enumerable.Repeat(new PublishRequest(scan), 50)], cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        await NotifyAsync(bed);

        _told.Should().ContainSingle().Which.Should().Match<FailureNotice>(notice =>
            notice.EndpointId == "a" && notice.DisabledReason == "It answered 410 Gone." && notice.FailedDeliveries.Count == 0);
    }

    [Fact]
    public async Task What_people_disabled_or_cancelled_they_are_not_told()
    {
        await using var bed = Bed();
        await bed.SendAsync();
        await bed.Registry.DisableEndpointAsync("a", "For a while.", cancellationToken: Token);
        await bed.RunAsync();

        (await NotifyAsync(bed)).Should().Be(0);
    }

    [Fact]
    public async Task An_endpoint_that_was_removed_is_told_of_without_its_name()
    {
        await using var bed = Bed(configure: _ => { });
        await bed.Registry.AddEndpointAsync(DeliveryBed.Endpoint("a"), cancellationToken: Token);
        await bed.Registry.AddSubscriptionAsync(new() { EndpointId = "a" }, cancellationToken: Token);
        await bed.SendAsync();
        await bed.RunAsync();
        await bed.Registry.RemoveEndpointAsync("a", cancellationToken: Token);

        await NotifyAsync(bed);

        _told.Should().ContainSingle().Which.EndpointName.Should().BeNull();
    }

    [Fact]
    public async Task A_notifier_may_have_any_lifetime_and_be_registered_before_or_after()
    {
        Action<IServiceCollection> add = services => services.AddSingleton(_told).AddScoped<IDeliveryFailureNotifier, Scoped>();
        await using var before = new DeliveryBed(services: add) { Respond = _ => new(HttpStatusCode.InternalServerError) };
        await using var after = new DeliveryBed(builder =>
        {
            builder.AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { EndpointId = "b" });
            add(builder.Services);
        })
        {
            Respond = _ => new(HttpStatusCode.InternalServerError),
        };
        foreach (var bed in new[] { before, after })
        {
            await bed.SendAsync();
            await bed.RunAsync();
            await NotifyAsync(bed);
        }

        _told.Select(notice => notice.EndpointId).Should().Equal("a", "b");
        Scoped.Disposed.Should().Be(2);
    }

    [Fact]
    public async Task Without_a_notifier_of_the_hosts_the_log_tells()
    {
        var log = new Journal();
        await using var bed = new DeliveryBed(services: services => services.AddLogging(logging => logging.AddProvider(log)))
        {
            Respond = _ => new(HttpStatusCode.InternalServerError),
        };
        var published = await bed.SendAsync();
        await bed.RunAsync();
        bed.Respond = _ => new(HttpStatusCode.Gone);
        await bed.SendAsync();

        await NotifyAsync(bed);

        log.Lines.Should().ContainInOrder(
            $"Warning: Deliveries to endpoint a failed for good: 1, the first {published.Deliveries[0].Id} (exhausted). Its last attempt "
            + "ended as Refused (status 500).",
            "Warning: Endpoint a was disabled: nothing is sent to it until it is enabled again. It answered 410 Gone.");
    }

    private static Task<int> NotifyAsync(DeliveryBed bed) => bed.Get<JobDispatcher>().RunDueAsync(Token);

    private DeliveryBed Bed(
        Func<FailureNotice, CancellationToken, Task>? answer = null, Action<ZeroPathWebhooksBuilder>? configure = null,
        Journal? log = null) =>
        new(configure, services => services
            .AddLogging(logging => _ = log is null ? logging : logging.AddProvider(log))
            .AddSingleton<IDeliveryFailureNotifier>(new Notifier(_told, answer)))
        {
            Respond = _ => new(HttpStatusCode.InternalServerError),
        };

    private sealed class Notifier(List<FailureNotice> told, Func<FailureNotice, CancellationToken, Task>? answer) : IDeliveryFailureNotifier
    {
        public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
        {
            told.Add(notice);
            return answer?.Invoke(notice, cancellationToken) ?? Task.CompletedTask;
        }
    }

    private sealed class Scoped(List<FailureNotice> told) : IDeliveryFailureNotifier, IDisposable
    {
        public static int Disposed { get; private set; }

        public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
        {
            told.Add(notice);
            return Task.CompletedTask;
        }

        public void Dispose() => Disposed++;
    }

    private sealed class Journal : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Add($"{logLevel}: {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
