using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class TestSendTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_without_subscriptions_gets_a_sample_at_once_marked_as_a_test()
    {
        await using var bed = new DeliveryBed(builder => builder.AddEndpoint(DeliveryBed.Endpoint("a")));

        var attempt = await Operations(bed).SendTestAsync("a", cancellationToken: Token);

        attempt.Should().Match<DeliveryAttempt>(it => it.Outcome == AttemptOutcome.Accepted && it.StatusCode == 200 && it.Number == 1);
        var request = bed.Requests.Should().ContainSingle().Subject;
        request.Headers.Should().Contain("zeropath-test", "true").And.Contain("zeropath-event", "SCAN_COMPLETE")
            .And.Contain("zeropath-attempt", "1");
        var payload = WebhookJson.Read(request.Body);
        payload.Should().Match<WebhookPayload>(it => it.Host == "zeropath.com" && it.Time == bed.Clock.GetUtcNow().ToUnixTimeSeconds());
        payload.Event.Should().BeOfType<ScanCompleteEvent>().Which.Timestamp.Should().Be(bed.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_caller_picks_the_type_of_the_sample()
    {
        await using var bed = new DeliveryBed();

        foreach (var definition in EventCatalog.All)
        {
            await Operations(bed).SendTestAsync("a", definition.Type, Token);
        }

        bed.Requests.Select(request => request.Headers["zeropath-event"])
            .Should().Equal(EventCatalog.All.Select(definition => definition.Type.Name));
    }

    [Fact]
    public async Task The_caller_may_give_an_event()
    {
        await using var bed = new DeliveryBed();

        await Operations(bed).SendTestAsync("a", DeliveryBed.Event("org_of_mine"), Token);

        WebhookJson.Read(bed.Requests.Single().Body).Event.Should().BeOfType<ScanCompleteEvent>()
            .Which.Organization.Id.Should().Be("org_of_mine");
    }

    [Fact]
    public async Task It_has_the_headers_and_the_signature_of_any_delivery_and_ids_of_its_own()
    {
        var secret = SigningSecret.Create();
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" };
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { SigningSecrets = [secret], Headers = headers }));

        await Operations(bed).SendTestAsync("a", cancellationToken: Token);
        await Operations(bed).SendTestAsync("a", cancellationToken: Token);

        bed.Requests.Should().OnlyContain(request => request.Headers["authorization"] == "Bearer token");
        foreach (var id in new[] { "webhook-id", "zeropath-delivery" })
        {
            bed.Requests.Select(request => request.Headers[id]).Should().OnlyHaveUniqueItems();
        }

        new WebhookVerifier([secret.Value], time: bed.Clock).Verify(
            bed.Requests[0].Body, bed.Requests[0].Headers["webhook-id"], bed.Requests[0].Headers["webhook-timestamp"],
            bed.Requests[0].Headers["webhook-signature"]).Should().Be(SignatureVerification.Valid);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task A_refusal_is_the_answer_and_nothing_is_repeated_stored_or_disabled(HttpStatusCode status)
    {
        await using var bed = new DeliveryBed { Respond = _ => new(status) { Content = new StringContent("Not today.") } };

        var attempt = await Operations(bed).SendTestAsync("a", cancellationToken: Token);
        await bed.RunAsync();

        attempt.Should().Match<DeliveryAttempt>(it =>
            it.Outcome == AttemptOutcome.Refused && it.StatusCode == (int)status && it.Response == "Not today.");
        bed.Requests.Should().ContainSingle();
        bed.Registry.Configuration.Endpoints.Single().Enabled.Should().BeTrue();
        (await bed.Get<WebhookHistory>().ListEventsAsync(new(), new(), Token)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Deliveries_are_not_marked_as_tests()
    {
        await using var bed = new DeliveryBed();
        await Operations(bed).SendTestAsync("a", cancellationToken: Token);

        await bed.SendAsync();

        bed.Requests[1].Headers.Should().NotContainKey("zeropath-test");
    }

    [Fact]
    public async Task A_disabled_endpoint_can_be_tested_before_it_is_enabled()
    {
        await using var bed = new DeliveryBed();
        await bed.Registry.DisableEndpointAsync("a", "Under maintenance.", cancellationToken: Token);

        (await Operations(bed).SendTestAsync("a", cancellationToken: Token)).Outcome.Should().Be(AttemptOutcome.Accepted);

        bed.Registry.Configuration.Endpoints.Single().Enabled.Should().BeFalse();
    }

    [Fact]
    public async Task What_cannot_be_tested_is_told()
    {
        await using var bed = new DeliveryBed(
            builder => builder.AddEndpoint(DeliveryBed.Endpoint("a")), services => services.AddSingleton<ISecretProtector, LostKey>());
        using var other = bed.OtherNode();
        await other.AddEndpointAsync(
            DeliveryBed.Endpoint("locked") with { Headers = new Dictionary<string, string> { ["X-Key"] = "k" } }, cancellationToken: Token);

        var calls = new (Func<Task> Call, string Message)[]
        {
            (() => Operations(bed).SendTestAsync("unknown", cancellationToken: Token), "There is no endpoint*'unknown'*Give the Id*"),
            (() => Operations(bed).SendTestAsync("locked", cancellationToken: Token), "*'locked' cannot be used*The key is lost.*"),
            (
                () => Operations(bed).SendTestAsync("a", new WebhookEventType("SCAN_COMPLET"), Token),
                "*'SCAN_COMPLET'*Did you mean SCAN_COMPLETE?*"),
        };

        foreach (var (call, message) in calls)
        {
            await call.Should().ThrowAsync<ArgumentException>().WithMessage(message);
        }

        await FluentActions.Awaiting(() => Operations(bed).SendTestAsync("a", DeliveryBed.Invalid(), Token))
            .Should().ThrowAsync<WebhookValidationException>();
        bed.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_another_node_has_just_added_can_be_tested()
    {
        await using var bed = new DeliveryBed(_ => { });
        using var other = bed.OtherNode();
        await bed.Registry.RefreshAsync(Token);
        await other.AddEndpointAsync(DeliveryBed.Endpoint("late"), cancellationToken: Token);

        (await Operations(bed).SendTestAsync("late", cancellationToken: Token)).Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task Whoever_calls_can_end_it()
    {
        using var stop = new CancellationTokenSource();
        await using var bed = new DeliveryBed();
        bed.Respond = _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };

        var test = () => Operations(bed).SendTestAsync("a", cancellationToken: stop.Token);

        await test.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task An_address_where_nothing_is_sent_gets_no_test_either()
    {
        await using var services = new ServiceCollection()
            .AddSingleton<ResolveHost>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]))
            .AddZeroPathWebhooks().AddEndpoint(DeliveryBed.Endpoint("inside")).Services.BuildServiceProvider();

        var attempt = await services.GetRequiredService<WebhookOperations>().SendTestAsync("inside", cancellationToken: Token);

        attempt.Outcome.Should().Be(AttemptOutcome.Blocked);
    }

    private static WebhookOperations Operations(DeliveryBed bed) => bed.Get<WebhookOperations>();
}
