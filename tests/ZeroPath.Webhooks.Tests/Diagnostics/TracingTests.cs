using System.Diagnostics;
using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

/// <summary>Alone: a listener hears what other tests do, and without one there must be none.</summary>
[Collection(nameof(Alone))]
public sealed class TracingTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-tracing-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_is_a_producer_span_in_the_trace_of_its_caller()
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed();
        using var caller = new Activity("of the host").Start();

        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        var span = spans.All.Should().ContainSingle().Subject;
        (span.DisplayName, span.Kind, span.ParentId, span.Status)
            .Should().Be(("publish webhook", ActivityKind.Producer, caller.Id, ActivityStatusCode.Unset));
        span.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["zeropath.event.count"] = 1,
            ["zeropath.delivery.count"] = 1,
            ["zeropath.event.id"] = published.EventId,
        });
    }

    [Fact]
    public async Task A_publish_that_fails_says_the_type_of_the_exception_only()
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed();

        await bed.Publisher.Invoking(it => it.PublishAsync(DeliveryBed.Invalid(), cancellationToken: Token))
            .Should().ThrowAsync<WebhookValidationException>();

        var span = spans.All.Should().ContainSingle().Subject;
        (span.Status, span.StatusDescription).Should().Be((ActivityStatusCode.Error, null));
        span.TagObjects.Should().BeEquivalentTo(
            new Dictionary<string, object?> { ["error.type"] = typeof(WebhookValidationException).FullName });
    }

    [Fact]
    public async Task An_attempt_is_a_trace_of_its_own_that_is_linked_to_the_publish()
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed();
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        using (new Activity("in which the host happens to dispatch").Start())
        {
            await bed.Dispatcher.DispatchDueAsync(Token);
        }

        var (publish, attempt) = (spans.Publishes.Single(), spans.Attempts.Single());
        (attempt.DisplayName, attempt.ParentId, attempt.Status).Should().Be(("POST", null, ActivityStatusCode.Unset));
        attempt.Links.Should().ContainSingle().Which.Context.Should().Match<ActivityContext>(link =>
            link.TraceId == publish.TraceId && link.SpanId == publish.SpanId && link.TraceFlags == ActivityTraceFlags.Recorded);
        attempt.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["http.request.method"] = "POST",
            ["http.response.status_code"] = 200,
            ["zeropath.event.id"] = published.EventId,
            ["zeropath.delivery.id"] = published.Deliveries[0].Id,
            ["zeropath.endpoint.id"] = "a",
        });
    }

    [Fact]
    public async Task The_link_leads_from_every_attempt_of_every_process_to_the_one_that_published()
    {
        using var spans = new Spans();
        await using (var first = Services(HttpStatusCode.OK))
        {
            await first.GetRequiredService<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        }

        foreach (var status in new[] { HttpStatusCode.InternalServerError, HttpStatusCode.OK })
        {
            await using var another = Services(status);
            await another.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        spans.Attempts.Select(attempt => attempt.GetTagItem("http.request.resend_count")).Should().Equal(null, 1);
        spans.Attempts.SelectMany(attempt => attempt.Links).Select(link => link.Context.SpanId).Should().Equal(
            Enumerable.Repeat(spans.Publishes.Single().SpanId, 2));
    }

    [Theory]
    [InlineData(503, "503")]
    [InlineData(302, "302")]
    [InlineData(null, "connect_failure")]
    public async Task An_attempt_that_failed_says_how(int? status, string error)
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed
        {
            Respond = _ => status is { } code
                ? new((HttpStatusCode)code)
                : throw new HttpRequestException(HttpRequestError.ConnectionError, "secret.example.com"),
        };

        await bed.SendAsync();

        var span = spans.Attempts.Should().ContainSingle().Subject;
        (span.Status, span.StatusDescription).Should().Be((ActivityStatusCode.Error, null));
        span.GetTagItem("error.type").Should().Be(error);
        span.GetTagItem("http.response.status_code").Should().Be(status);
        span.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task A_test_send_is_a_span_in_the_trace_of_its_caller()
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed();
        using var caller = new Activity("of the host").Start();

        await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        spans.All.Should().ContainSingle().Which.Should().Match<Activity>(span => span.ParentId == caller.Id && !span.Links.Any());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ActivitySamplingResult.None)]
    [InlineData(ActivitySamplingResult.PropagationData)]
    public async Task What_nobody_samples_leaves_nothing_in_the_store(ActivitySamplingResult? sampling)
    {
        using var spans = sampling is { } result ? new Spans(result) : null;
        await using var bed = new DeliveryBed();

        var published = await bed.SendAsync();

        (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!.TraceParent.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public async Task A_stored_trace_that_is_none_does_no_harm(string trace)
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed();
        var published = await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var stored = (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!;
        var id = stored.Id.Replace("evt_0", "evt_1", StringComparison.Ordinal);
        await bed.Store.AddAsync(
            [stored with { Id = id, TraceParent = trace, Deliveries = [stored.Deliveries[0] with { Id = "dlv_1", EventId = id }] }],
            lease: null, Token);

        await bed.Dispatcher.DispatchDueAsync(Token);

        spans.Attempts.Should().HaveCount(2);
        (await bed.DeliveryAsync("dlv_1")).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_it_gets_the_trace_of_the_attempt_and_no_baggage()
    {
        using var spans = new Spans();
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { PropagateTrace = true }).AddSubscription(new() { EndpointId = "a" })
            .AddEndpoint(DeliveryBed.Endpoint("b")).AddSubscription(new() { EndpointId = "b" }));
        using var caller = new Activity("of the host") { TraceStateString = "vendor=secret" }.AddBaggage("tenant", "secret").Start();

        await bed.SendAsync();
        await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        var deliveries = bed.Requests.ToLookup(request => request.Headers.GetValueOrDefault("traceparent"));
        deliveries[null].Should().ContainSingle("b does not ask for it");
        deliveries.Select(group => group.Key).OfType<string>().Should().BeEquivalentTo(
            spans.Attempts.Where(span => "a".Equals(span.GetTagItem("zeropath.endpoint.id"))).Select(span => span.Id));
        bed.Requests.Should().NotContain(request =>
            request.Headers.ContainsKey("baggage") || request.Headers.ContainsKey("correlation-context"));
        bed.Requests.Select(request => request.Headers.GetValueOrDefault("tracestate"))
            .Should().BeEquivalentTo([null, null, "vendor=secret"],
            "a test send is in the caller's trace, deliveries are in none");
    }

    [Fact]
    public async Task Without_a_span_an_endpoint_that_asks_for_it_gets_no_trace()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { PropagateTrace = true }).AddSubscription(new() { EndpointId = "a" }));
        using var caller = new Activity("of the host").Start();

        await bed.SendAsync();

        bed.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey("traceparent");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>On one file, as processes one after the other.</summary>
    private ServiceProvider Services(HttpStatusCode status) =>
        new ServiceCollection().AddSingleton<TimeProvider>(_clock).AddZeroPathWebhooks()
        .UseSqliteStore($"Data Source={Path.Combine(_folder.FullName, "webhooks.db")};Pooling=False")
        .AddEndpoint(DeliveryBed.Endpoint("a"))
        .AddSubscription(new() { EndpointId = "a" })
        .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Answer(status)))
        .Services.BuildServiceProvider();

    private sealed class Answer(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status));
    }
}
