using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class DispatcherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_hosts_listeners_and_loggers_throw_does_not_undo_an_attempt()
    {
        await using var bed = new DeliveryBed(services: services => services.AddSingleton<ILoggerProvider>(new Throwing()));
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == bed.Get<IMeterFactory>() && instrument.Name == "zeropath.webhooks.attempt.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("The listener's."));
        meters.Start();

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
        bed.Requests.Should().ContainSingle();
        (await bed.AttemptsAsync(published)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task Whatever_the_network_throws_is_a_failed_attempt()
    {
        Exception[] faults =
        [
            new InvalidOperationException(), new HttpRequestException(), new FormatException(), new OperationCanceledException(),
        ];
        foreach (var fault in faults)
        {
            await using var bed = new DeliveryBed { Respond = _ => throw fault };

            var published = await bed.SendAsync();
            await bed.RunAsync();

            bed.Requests.Should().HaveCount(7);
            (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Failed);
        }
    }

    [Fact]
    public async Task A_delivery_that_a_crashed_process_had_leased_falls_due_again_with_its_id_and_all_its_attempts()
    {
        await using var bed = new DeliveryBed();
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var lease = TimeSpan.FromSeconds(60);
        await bed.Store.LeaseDueAsync(new(1, lease), Token);

        bed.Clock.Advance(lease - TimeSpan.FromMilliseconds(1));
        var before = await bed.Dispatcher.DispatchDueAsync(Token);
        bed.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var after = await bed.Dispatcher.DispatchDueAsync(Token);

        (before, after).Should().Be((0, 1));
        bed.Requests.Single().Headers.Should().Contain("webhook-id", published.EventId).And.Contain("zeropath-attempt", "1");
    }

    [Fact]
    public async Task An_attempt_cut_off_is_released_is_history_and_does_not_count()
    {
        using var stop = new CancellationTokenSource();
        await using var bed = new DeliveryBed();
        bed.Respond = _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        var dispatch = () => bed.Dispatcher.DispatchDueAsync(stop.Token);

        await dispatch.Should().ThrowAsync<OperationCanceledException>();
        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Pending && delivery.AttemptCount == 0 && delivery.DueAt == bed.Clock.GetUtcNow());
        (await bed.AttemptsAsync(published)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Abandoned);
        bed.Requests.Should().ContainSingle("a stopping dispatcher does not lease what it released");
    }

    [Fact]
    public async Task A_body_that_does_not_end_does_not_hold_up_a_stop()
    {
        using var stop = new CancellationTokenSource();
        await using var bed = new DeliveryBed();
        bed.Respond = _ =>
        {
            stop.Cancel();
            return new(HttpStatusCode.OK) { Content = new StreamContent(new Pipe().Reader.AsStream()) };
        };
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        // No time goes by, so that nothing else ends the reading.
        var dispatch = () => bed.Dispatcher.DispatchDueAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        await dispatch.Should().ThrowAsync<OperationCanceledException>();
        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded, "the status had decided");
    }

    [Fact]
    public async Task When_the_store_throws_what_was_under_way_is_recorded_all_the_same()
    {
        await using var bed = new DeliveryBed(services: FaultyStore.Use);
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        bed.Get<FaultyStore>().FailNext(nameof(IDeliveryStore.RecordAsync));

        var dispatch = () => bed.Dispatcher.DispatchDueAsync(Token);

        await dispatch.Should().ThrowAsync<IOException>();
        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
        bed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_page_smaller_than_what_is_due_is_followed_by_the_next()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options => options.MaxConcurrency = 3));
        for (var i = 0; i < 10; i++)
        {
            await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        }

        (await bed.Dispatcher.DispatchDueAsync(Token)).Should().Be(10);
        bed.Requests.Select(request => request.Headers["webhook-id"]).Should().HaveCount(10).And.OnlyHaveUniqueItems();
    }

    /// <summary>A logger that throws whatever it is told of attempts.</summary>
    private sealed class Throwing : ILoggerProvider, ILogger
    {
        private string _category = "";

        public ILogger CreateLogger(string categoryName) => new Throwing { _category = categoryName };

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (_category == typeof(DeliveryDispatcher).FullName)
            {
                throw new InvalidOperationException("The logger's.");
            }
        }

        public void Dispose()
        {
        }
    }
}
