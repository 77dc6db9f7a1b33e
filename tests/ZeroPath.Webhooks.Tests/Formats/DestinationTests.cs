using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Events;
using ZeroPath.Webhooks.Tests.Network;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>Each format against a server that behaves as its destination documents, over real sockets.</summary>
public class DestinationTests
{
    public static TheoryData<string> Names => [.. Formatted.Names.Where(name => name != "ZeroPath")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_documented_event_is_taken_and_one_of_any_size(string format)
    {
        await using var destination = new Destination(format);
        await using var bed = Bed(format, destination);
        WebhookEvent[] events =
        [
            .. EventCatalog.All.Select(definition => definition.CreateSample().Event),
            Formatted.Sample(WebhookEventType.ScanFailed).With(it => it.Error = new('<', 1_000_000)),
        ];

        foreach (var @event in events)
        {
            var (attempt, delivery) = await SendAsync(bed, @event);

            (attempt.Outcome, delivery.State).Should().Be(
                (AttemptOutcome.Accepted, DeliveryState.Succeeded), "{0}: {1}", @event.Type, attempt);
            attempt.Detail.Should().StartWith($"Sent as {format}");
        }

        destination.Bodies.Should().HaveCount(events.Length);
    }

    [Theory]
    [InlineData("Slack", 200, "invalid_token", "", null)]
    [InlineData("Slack", 400, "invalid_payload", "", null)]
    [InlineData("Slack", 403, "action_prohibited", "", null)]
    [InlineData("Slack", 404, "no_service", "", null)]
    [InlineData("Slack", 429, "rate_limited", "Retry-After: 120\r\n", 120)]
    [InlineData("Slack", 500, "rollup_error", "", null)]
    [InlineData("Teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", "", null)]
    [InlineData("Teams", 401, """{"error":{"code":"DirectApiAuthorizationRequired"}}""", "", null)]
    [InlineData("Teams", 429, "", "Retry-After: 300\r\n", 300)]
    [InlineData("PagerDuty", 202, """{"status":"invalid event","message":"no"}""", "", null)]
    [InlineData("PagerDuty", 400, """{"status":"invalid event","errors":["no"]}""", "", null)]
    [InlineData("PagerDuty", 429, "", "Retry-After: 60\r\n", 60)]
    [InlineData("PagerDuty", 500, "", "", null)]
    [InlineData("GitHubDispatch", 401, """{"message":"Bad credentials"}""", "", null)]
    [InlineData("GitHubDispatch", 403, """{"message":"You have exceeded a secondary rate limit"}""", "Retry-After: 90\r\n", 90)]
    [InlineData("GitHubDispatch", 404, """{"message":"Not Found"}""", "Retry-After: 90\r\n", null)]
    [InlineData("GitHubDispatch", 422, """{"message":"Invalid request."}""", "", null)]
    [InlineData("GitHubDispatch", 429, """{"message":"API rate limit exceeded"}""", "Retry-After: 45\r\n", 45)]
    [InlineData("SplunkHec", 200, """{"text":"Internal server error","code":8}""", "", null)]
    [InlineData("SplunkHec", 400, """{"text":"Incorrect index","code":7}""", "", null)]
    [InlineData("SplunkHec", 403, """{"text":"Invalid token","code":4}""", "", null)]
    [InlineData("SplunkHec", 503, """{"text":"Server is busy","code":9}""", "Retry-After: 40\r\n", 40)]
    [InlineData("CloudEvents", 415, "", "", null)]
    [InlineData("CloudEvents", 429, "", "Retry-After: 50\r\n", 50)]
    public async Task What_a_destination_refuses_is_sent_again_when_it_asks_for_it_and_then_taken(
        string format, int status, string body, string header, int? seconds)
    {
        await using var destination = new Destination(format);
        destination.First.Enqueue(Destination.Says(status, body, header));
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await using var bed = Bed(format, destination, clock);

        var (attempt, delivery) = await SendAsync(bed, Formatted.Sample(WebhookEventType.ScanComplete));
        var due = delivery.DueAt!.Value - clock.GetUtcNow();
        clock.Advance(due);
        await bed.Get<DeliveryDispatcher>().DispatchDueAsync(Token);

        (attempt.Outcome, attempt.StatusCode, attempt.RetryAfter?.TotalSeconds)
            .Should().Be((AttemptOutcome.Refused, status, (double?)seconds));
        delivery.State.Should().Be(DeliveryState.Pending);
        due.Should().Be(TimeSpan.FromSeconds(seconds ?? 30));
        (await bed.Get<WebhookHistory>().FindDeliveryAsync(delivery.Id, Token))!.State.Should().Be(DeliveryState.Succeeded);
        destination.Bodies.Select(Convert.ToHexString).Should().HaveCount(2).And.Subject.Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData("PagerDuty", 202, "")]
    [InlineData("PagerDuty", 202, "<html>")]
    [InlineData("SplunkHec", 200, "")]
    [InlineData("SplunkHec", 200, """{"text":"Success","code":0,"ackId":7}""")]
    [InlineData("Teams", 200, "1")]
    [InlineData("Slack", 200, "ok\n")]
    public async Task An_answer_that_says_nothing_else_counts_by_its_status(string format, int status, string body)
    {
        await using var destination = new Destination(format);
        destination.First.Enqueue(Destination.Says(status, body));
        await using var bed = Bed(format, destination);

        (await SendAsync(bed, Formatted.Sample(WebhookEventType.ScanComplete))).Attempt.Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task A_channel_that_Slack_has_archived_is_sent_nothing_any_more()
    {
        await using var destination = new Destination("Slack");
        destination.First.Enqueue(Destination.Says(410, "channel_is_archived"));
        await using var bed = Bed("Slack", destination);

        var (_, delivery) = await SendAsync(bed, Formatted.Sample(WebhookEventType.ScanComplete));

        delivery.State.Should().Be(DeliveryState.Cancelled);
        bed.Get<WebhookRegistry>().Router.FindEndpoint("b")!.Enabled.Should().BeFalse();
    }

    private static async Task<(DeliveryAttempt Attempt, Delivery Delivery)> SendAsync(NetworkBed bed, WebhookEvent @event)
    {
        var published = await bed.Get<IWebhookPublisher>().PublishAsync(@event, cancellationToken: Token);
        await bed.Get<DeliveryDispatcher>().DispatchDueAsync(Token);
        var history = bed.Get<WebhookHistory>();
        var id = published.Deliveries.Single().Id;
        return ((await history.ListAttemptsAsync(id, Token))[^1], (await history.FindDeliveryAsync(id, Token))!);
    }

    private static NetworkBed Bed(string format, Destination destination, TimeProvider? clock = null) => new(
        new("https://unused.example.com"),
        configure: builder => builder.Configure(options =>
        {
            options.Subscriptions.Clear();
            options.Endpoints.Add(Formatted.Endpoint(format, destination.Url) with { Id = "b" });
            options.Subscriptions.Add(new() { EndpointId = "b" });
        }).Services.AddSingleton(clock ?? TimeProvider.System));
}
