using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using FluentAssertions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

/// <summary>Alone: others listen to every meter of the process.</summary>
[Collection(nameof(Alone))]
public class MetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_counted_once_and_those_that_match_nobody_apart()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a", "org_1")).AddSubscription(new() { EndpointId = "a" }));
        using var published = Collect<long>(bed, "events.published");
        using var unrouted = Collect<long>(bed, "events.unrouted");

        await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token);
        await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token);
        await bed.Publisher.PublishAsync(DeliveryBed.Event("org_2"), cancellationToken: Token);
        await bed.Publisher.Invoking(it => it.PublishAsync(DeliveryBed.Invalid(), cancellationToken: Token))
            .Should().ThrowAsync<Exception>();

        (Sum(published), Sum(unrouted)).Should().Be((2, 1), "one was a repeat and one invalid");
    }

    [Fact]
    public async Task Attempts_are_measured_by_outcome()
    {
        var answers = new Queue<Func<HttpResponseMessage>>([
            () => throw new HttpRequestException(HttpRequestError.NameResolutionError), () => new(HttpStatusCode.BadGateway),
            () => new(HttpStatusCode.OK)]);
        await using var bed = new DeliveryBed();
        bed.Respond = _ =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(2));
            return answers.Dequeue()();
        };
        using var durations = Collect<double>(bed, "attempt.duration");

        await bed.SendAsync();
        await bed.RunAsync();

        durations.GetMeasurementSnapshot().Select(it => (it.Value, it.Tags.Single())).Should().Equal(
            (2, KeyValuePair.Create<string, object?>("outcome", "dns_failure")),
            (2, KeyValuePair.Create<string, object?>("outcome", "refused")),
            (2, KeyValuePair.Create<string, object?>("outcome", "accepted")));
    }

    [Fact]
    public async Task The_lag_is_the_time_from_due_to_sent()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };
        using var lags = Collect<double>(bed, "delivery.lag");

        await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(7));
        await bed.Dispatcher.DispatchDueAsync(Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(31));
        await bed.Dispatcher.DispatchDueAsync(Token);

        lags.GetMeasurementSnapshot().Select(it => (it.Value, it.Tags.Count)).Should().Equal((7, 0), (1, 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(nameof(IDeliveryStore.RecordAsync))]
    [InlineData(FaultyStore.AfterRecording)]
    public async Task Each_terminal_outcome_is_counted_once_whatever_the_store_does(string? fault)
    {
        await using var bed = new DeliveryBed(
            builder => builder
                .AddEndpoint(DeliveryBed.Endpoint("good")).AddSubscription(new() { EndpointId = "good" })
                .AddEndpoint(DeliveryBed.Endpoint("bad") with { Url = new("https://bad.example.com") })
                    .AddSubscription(new() { EndpointId = "bad" })
                .AddEndpoint(DeliveryBed.Endpoint("gone") with { Url = new("https://gone.example.com") })
                    .AddSubscription(new() { EndpointId = "gone" }),
            FaultyStore.Use)
        {
            Respond = request => new(request.Url.Host switch
            {
                "bad.example.com" => HttpStatusCode.InternalServerError,
                "gone.example.com" => HttpStatusCode.Gone,
                _ => HttpStatusCode.OK,
            }),
        };
        using var settled = Collect<long>(bed, "deliveries.settled");

        await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        for (var step = 0; step < 10; step++)
        {
            if (fault is not null)
            {
                bed.Get<FaultyStore>().FailNext(fault);
            }

            // The first throws; what had ended is recorded by it or by the next.
            await bed.Dispatcher.DispatchDueAsync(Token).ContinueWith(_ => { }, TaskScheduler.Default);
            await bed.Dispatcher.DispatchDueAsync(Token).ContinueWith(_ => { }, TaskScheduler.Default);
            bed.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        ByState(settled).Should().BeEquivalentTo(new Dictionary<string, long> { ["succeeded"] = 1, ["failed"] = 1, ["cancelled"] = 1 });
    }

    [Fact]
    public async Task What_an_operator_cancels_while_it_is_sent_counts_as_that_alone()
    {
        await using var bed = new DeliveryBed();
        using var settled = Collect<long>(bed, "deliveries.settled");
        bed.Respond = _ =>
        {
            bed.Get<IDeliveryOperations>().CancelAsync(DeliveryFilter.All, "by an operator", 10, Token).AsTask()
                .IsCompletedSuccessfully.Should().BeTrue();
            return new(HttpStatusCode.OK);
        };

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Cancelled);
        ByState(settled).Should().BeEquivalentTo(new Dictionary<string, long> { ["cancelled"] = 1 });
    }

    [Fact]
    public async Task A_result_that_comes_after_the_lease_counts_nothing()
    {
        await using var bed = new DeliveryBed();
        using var settled = Collect<long>(bed, "deliveries.settled");
        LeasedDelivery? other = null;
        bed.Respond = _ =>
        {
            bed.Clock.Advance(new ZeroPathWebhooksOptions().Lease);
            other ??= bed.Store.LeaseDueAsync(LeaseRequest.Any, Token).AsTask().Result.SingleOrDefault();
            return new(HttpStatusCode.OK);
        };

        await bed.SendAsync();

        other.Should().NotBeNull();
        ByState(settled).Should().BeEmpty("another node has it now");
    }

    [Fact]
    public async Task The_gauges_tell_the_last_answer_of_the_store_which_is_asked_only_while_somebody_listens()
    {
        await using var bed = new DeliveryBed();
        var reader = DispatchProxy.Create<IDeliveryReader, ScriptedReader>();
        var script = (ScriptedReader)(object)reader;
        using var gauges = new QueueGauges(
            reader, bed.Get<IMeterFactory>(), bed.Get<IOptions<ZeroPathWebhooksOptions>>(), bed.Clock, bed.Get<StoreOutage>());
        await gauges.StartAsync(Token);
        await ContinueUntilAsync(() => bed.Clock.GetUtcNow() > DateTimeOffset.UnixEpoch.AddDays(20_001));
        script.Asked.Should().Be(0);

        using var due = Collect<long>(bed, "deliveries.due");
        using var inFlight = Collect<long>(bed, "deliveries.in_flight");
        Told(due).Should().BeNull("the store has not been asked yet, and nobody waits for it");
        await ContinueUntilAsync(() => (Told(due), Told(inFlight)) == (3, 1));
        script.Answer = () => throw new IOException("The store is away.");
        await ContinueUntilAsync(() => (Told(due), Told(inFlight)) == (null, null));
        script.Answer = () => new(2, 0);
        await ContinueUntilAsync(() => (Told(due), Told(inFlight)) == (2, 0));
        await gauges.StopAsync(Token);

        Task ContinueUntilAsync(Func<bool> isSo) => UntilAsync(() =>
        {
            bed.Clock.Advance(TimeSpan.FromMinutes(1));
            return isSo();
        });
    }

    [Fact]
    public async Task Without_listeners_nothing_is_allocated()
    {
        await using var bed = new DeliveryBed();
        var metrics = bed.Get<WebhookMetrics>();
        var published = await bed.SendAsync();
        var attempt = (await bed.AttemptsAsync(published))[0];
        DeliveryResult[] results = [new("dlv", 1, DeliveryTransition.Succeeded, attempt)];
        Tell();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tell();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Tell()
        {
            for (var i = 0; i < 100; i++)
            {
                metrics.Published(published.Deliveries.Count, published.IsRepeat);
                metrics.Attempted(attempt);
                metrics.Settled(results, []);
                WebhookTracing.Ended(null, attempt);
            }
        }
    }

    private static MetricCollector<T> Collect<T>(DeliveryBed bed, string instrument)
        where T : struct => new(bed.Get<IMeterFactory>(), "ZeroPath.Webhooks", $"zeropath.webhooks.{instrument}");

    private static long Sum(MetricCollector<long> collector) => collector.GetMeasurementSnapshot().Sum(it => it.Value);

    private static Dictionary<string, long> ByState(MetricCollector<long> collector) => collector.GetMeasurementSnapshot()
        .GroupBy(it => (string)it.Tags.Single(tag => tag.Key == "state").Value!)
            .ToDictionary(group => group.Key, group => group.Sum(it => it.Value));

    private static long? Told(MetricCollector<long> gauge)
    {
        gauge.Clear();
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement?.Value;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
    private class ScriptedReader : DispatchProxy
    {
        private int _asked;

        public int Asked => _asked;

        public Func<QueueDepth> Answer { get; set; } = () => new(3, 1);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref _asked);
            return new ValueTask<QueueDepth>(Answer());
        }
    }
}
