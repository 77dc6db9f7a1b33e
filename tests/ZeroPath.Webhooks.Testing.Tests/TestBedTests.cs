using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Testing.Tests;

public class TestBedTests
{
    private static readonly Uri Url = new("https://chat.example.com/hook");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_sent_and_recorded_with_its_event_its_headers_and_its_bytes()
    {
        await using var bed = Create(builder => builder.AddEndpoint(new() { Name = "b", Url = new("https://b.example.com") }));

        var published = await bed.PublishAsync(Failed("out of disk"), cancellationToken: Token);

        var request = bed.Requests.Should().ContainSingle().Which;
        request.Event.Should().BeOfType<ScanFailedEvent>().Which.Error.Should().Be("out of disk");
        request.Should().Match<RecordedRequest>(sent => sent.Url == Url && sent.Attempt == 1 && sent.SentAt == bed.Clock.GetUtcNow()
            && sent.EventId == published.EventId && sent.DeliveryId == published.Deliveries.Single().Id);
        request.Headers["authorization"].Should().Be("Bearer a");
        request.Headers["Content-Type"].Should().StartWith("application/json");
        request.Body.ToArray().Should().Equal(WebhookJson.Write(request.Payload));
    }

    [Fact]
    public async Task Time_that_passes_lets_every_retry_happen_at_its_time()
    {
        await using var bed = Create();
        var start = bed.Clock.GetUtcNow();
        bed.Answers = Answers.Always(500);

        var published = await bed.PublishAsync(Failed(), cancellationToken: Token);
        await bed.AdvanceAsync(TimeSpan.FromSeconds(89), Token);
        bed.Requests.Should().HaveCount(2);
        await bed.AdvanceAsync(TimeSpan.FromHours(1), Token);

        bed.Requests.Select(request => (request.SentAt - start).TotalSeconds).Should().Equal(0, 30, 90, 210, 450, 930, 1890);
        bed.Clock.GetUtcNow().Should().Be(start.AddSeconds(89).AddHours(1));
        (await bed.History.FindDeliveryAsync(published.Deliveries.Single().Id, Token))!.State.Should().Be(DeliveryState.Failed);
    }

    [Fact]
    public async Task Answers_of_every_kind_end_an_attempt_as_a_real_one_would()
    {
        await using var bed = Create();
        bed.Answers = Answers.InTurn(
            new(503) { Body = "later", RetryAfter = TimeSpan.FromMinutes(20) }, Answer.Timeout, Answer.ConnectionRefused,
            Answer.ConnectionLost, 200);

        var published = await bed.PublishAsync(Failed(), cancellationToken: Token);
        await bed.AdvanceAsync(TimeSpan.FromMinutes(19), Token);
        bed.Requests.Should().ContainSingle("the endpoint asked for more time");
        await bed.AdvanceAsync(TimeSpan.FromHours(1), Token);

        var attempts = await bed.History.ListAttemptsAsync(published.Deliveries.Single().Id, Token);
        attempts.Select(attempt => attempt.Outcome).Should().Equal(
            AttemptOutcome.Refused, AttemptOutcome.Timeout, AttemptOutcome.ConnectFailure, AttemptOutcome.Unknown, AttemptOutcome.Accepted);
        attempts[0].Response.Should().Be("later");
    }

    [Fact]
    public async Task What_a_failed_delivery_sets_off_happens_in_the_same_time()
    {
        var notifier = new Notifier();
        await using var bed = Create(builder => builder.Services.AddSingleton<IDeliveryFailureNotifier>(notifier));
        bed.Answers = Answers.By(request => request.Event is ScanFailedEvent ? 410 : 200);

        await bed.PublishAsync(Failed(), cancellationToken: Token);
        notifier.Notices.Should().Be(1, "it threw");
        await bed.AdvanceAsync(TimeSpan.FromHours(1), Token);

        notifier.Notices.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task The_applications_services_are_there_with_the_fake_clock_and_without_its_store()
    {
        await using var bed = Create(builder => builder
            .UseStore(_ => throw new InvalidOperationException("The application's store was opened."))
            .Services.AddSingleton(TimeProvider.System).AddScoped<Publishing>());
        await using var scope = bed.Services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<Publishing>().PublishAsync();
        bed.Requests.Should().BeEmpty("nothing happens by itself");
        await bed.AdvanceAsync(TimeSpan.Zero, Token);

        bed.Requests.Should().ContainSingle();
        scope.ServiceProvider.GetRequiredService<TimeProvider>().Should().BeSameAs(bed.Clock);
        bed.Services.GetRequiredService<WebhookStore>().IsDurable.Should().BeFalse();
    }

    [Fact]
    public void What_would_keep_a_host_from_starting_keeps_the_bed_from_being_made() =>
        FluentActions.Invoking(() => WebhookTestBed.Create(builder => builder.AddSubscription(new() { EndpointId = "nobody" })))
            .Should().Throw<OptionsValidationException>().WithMessage("*nobody*");

    [Fact]
    public async Task An_endpoint_with_another_format_is_recorded_with_the_event_that_was_published()
    {
        await using var bed = WebhookTestBed.Create(builder => builder
            .AddEndpoint(new() { Name = "slack", Url = Url, Format = "Slack" }).AddSubscription(new() { EndpointId = "slack" }));

        await bed.PublishAsync(Failed("out of disk"), cancellationToken: Token);

        var request = bed.Requests.Single();
        request.Event.Should().BeOfType<ScanFailedEvent>().Which.Error.Should().Be("out of disk");
        request.Body.ToArray().Should().NotEqual(WebhookJson.Write(request.Payload));
    }

    [Fact]
    public async Task A_rate_is_kept_by_the_fake_clock()
    {
        await using var bed = WebhookTestBed.Create(builder => builder
            .AddEndpoint(new() { Name = "slow", Url = Url, MaxPerSecond = 0.1 }).AddSubscription(new() { EndpointId = "slow" }));

        for (var i = 0; i < 3; i++)
        {
            await bed.PublishAsync(Failed(), cancellationToken: Token);
        }

        await bed.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        bed.Requests.Select(request => request.SentAt).Zip(bed.Requests.Skip(1), (one, next) => next.SentAt - one)
            .Should().Equal(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_payload_a_list_of_events_and_requests_with_keys_are_sent_at_once_too()
    {
        await using var bed = Create();
        var payload = EventCatalog.Find(WebhookEventType.PrBlocked)!.CreateSample();

        await bed.PublishAsync(payload, cancellationToken: Token);
        await bed.PublishAsync((WebhookEvent[])[Failed("one"), Failed("two")], cancellationToken: Token);
        var repeated = await bed.PublishAsync(
            (PublishRequest[])[new(Failed(), "1"), new(Failed(), "1")], cancellationToken: Token);

        bed.Requests.Select(request => request.Event.Type).Should().Equal(
            WebhookEventType.PrBlocked, WebhookEventType.ScanFailed, WebhookEventType.ScanFailed, WebhookEventType.ScanFailed);
        bed.Requests[0].Body.ToArray().Should().Equal(WebhookJson.Write(payload));
        repeated.Select(result => result.IsRepeat).Should().Equal(false, true);
    }

    [Fact]
    public void What_the_publisher_takes_the_test_bed_takes()
    {
        Overloads(typeof(WebhookTestBed)).Should().BeEquivalentTo(
            Overloads(typeof(IWebhookPublisher)).Concat(Overloads(typeof(WebhookPublisherExtensions))));

        static IEnumerable<string> Overloads(Type type) => type.GetMethods().Where(method => method.Name == "PublishAsync").Select(method =>
            string.Join(", ", method.GetParameters().Select(it => it.ParameterType).Where(it => it != typeof(IWebhookPublisher))));
    }

    internal static WebhookTestBed Create(Action<ZeroPathWebhooksBuilder>? configure = null) => WebhookTestBed.Create(builder =>
    {
        builder
            .AddEndpoint(new() { Name = "a", Url = Url, Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer a" } })
            .AddSubscription(new() { EndpointId = "a" });
        configure?.Invoke(builder);
    });

    internal static ScanFailedEvent Failed(string error = "It failed.")
    {
        var sample = (ScanFailedEvent)EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event;
        sample.Error = error;
        return sample;
    }

    private sealed class Notifier : IDeliveryFailureNotifier
    {
        public int Notices { get; private set; }

        public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken) =>
            ++Notices == 1 ? throw new IOException("The mail server is away.") : Task.CompletedTask;
    }

    private sealed class Publishing(IWebhookPublisher publisher)
    {
        public Task PublishAsync() => publisher.PublishAsync(Failed(), cancellationToken: Token);
    }
}
