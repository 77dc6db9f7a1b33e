using System.Net;
using System.Text;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>What is sent in a format, and how its answer counts.</summary>
public class FormatSendingTests
{
    private static readonly SigningSecret Secret = SigningSecret.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_format_the_stored_bytes_are_sent_and_the_attempt_says_nothing_of_it()
    {
        await using var bed = new DeliveryBed();

        var published = await bed.SendAsync();

        var stored = (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!;
        bed.Requests.Single().Body.Should().Equal(stored.Body.ToArray());
        bed.Requests.Single().Headers["content-type"].Should().Be("application/json; charset=utf-8");
        (await bed.AttemptsAsync(published)).Single().Detail.Should().BeNull();
        (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, cancellationToken: Token))!.Sentences
            .Should().NotContain(sentence => sentence.Contains("format"));
    }

    [Fact]
    public async Task A_format_makes_body_type_and_path_and_what_is_sent_is_signed()
    {
        await using var bed = Bed();

        var published = await bed.SendAsync();

        var request = bed.Requests.Single();
        request.Url.AbsoluteUri.Should().Be(
            "https://api.example.com/upper%20path%3F%23?key=1", "scheme, host and query are the endpoint's");
        request.Headers["content-type"].Should().Be("text/plain");
        Encoding.UTF8.GetString(request.Body).Should().Contain("\"SOURCETYPE\":\"SCAN_COMPLETE\"");
        new WebhookVerifier([Secret.Value], time: bed.Clock).Verify(
            request.Body, request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"])
            .Should().Be(SignatureVerification.Valid);
        (await bed.AttemptsAsync(published)).Single().Detail.Should().Be("Sent as Upper.");
        (await bed.Get<WebhookOperations>().ExplainAsync(published.EventId, cancellationToken: Token))!.Sentences
            .Should().Contain("Endpoint 'a' gets events in the format Upper.");
    }

    [Theory]
    [InlineData("//evil.example.com/x")]
    [InlineData("https://evil.example.com/x")]
    [InlineData("@evil.example.com")]
    [InlineData("\\\\evil.example.com")]
    [InlineData(":8443/x")]
    [InlineData("/../../x")]
    public async Task No_format_can_choose_scheme_host_or_port(string path)
    {
        await using var bed = Bed(new UpperFormat { Path = path });

        await bed.SendAsync();

        bed.Requests.Single().Url.GetLeftPart(UriPartial.Authority).Should().Be("https://api.example.com");
    }

    [Fact]
    public async Task Retries_send_the_same_bytes()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);

        await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(7);
        bed.Requests.Select(request => Convert.ToHexString(request.Body)).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_that_the_format_reads_as_a_failure_is_refused_whatever_its_status_and_tried_again()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.OK) { Content = new StringContent(bed.Requests.Count < 3 ? "no" : "yes") };

        var published = await bed.SendAsync();
        await bed.RunAsync();

        (await bed.AttemptsAsync(published)).Select(attempt => (attempt.Outcome, attempt.StatusCode, attempt.Response, attempt.Detail))
            .Should().Equal(
                (AttemptOutcome.Refused, 200, "no", "Sent as Upper. The answer says that the event was not taken, whatever its status."),
                (AttemptOutcome.Refused, 200, "no", "Sent as Upper. The answer says that the event was not taken, whatever its status."),
                (AttemptOutcome.Accepted, 200, "yes", "Sent as Upper."));
        bed.Seconds.Should().Equal(0, 30, 90);
        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task An_answer_that_is_longer_than_its_bound_or_cannot_be_read_counts_by_its_status()
    {
        var read = new List<string>();
        await using var bed = Bed(new UpperFormat
        {
            Reads = body =>
            {
                read.Add(body);
                return body.Length > 0 ? throw new FormatException() : false;
            },
        });
        Queue<string> answers = new(["", new('x', DeliveryAttempt.MaxResponseBytes + 1), new('y', DeliveryAttempt.MaxResponseBytes)]);
        bed.Respond = _ => new(HttpStatusCode.OK) { Content = new StringContent(answers.Dequeue()) };

        var published = await bed.SendAsync();
        await bed.RunAsync();
        var whole = await bed.SendAsync();

        (await bed.AttemptsAsync(published)).Select(attempt => attempt.Outcome)
            .Should().Equal([AttemptOutcome.Refused, AttemptOutcome.Accepted], "an empty answer is read, and one that is too long is not");
        (await bed.AttemptsAsync(whole)).Single().Outcome.Should().Be(AttemptOutcome.Accepted, "the format threw");
        read.Should().Equal("", new string('y', DeliveryAttempt.MaxResponseBytes));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Another_status_is_a_failure_whatever_the_answer_says(int status)
    {
        await using var bed = Bed(new UpperFormat { Reads = _ => throw new InvalidOperationException("It is not asked.") });
        bed.Respond = _ => new((HttpStatusCode)status) { Content = new StringContent("yes") };

        (await bed.AttemptsAsync(await bed.SendAsync())).Single().Outcome.Should().Be(AttemptOutcome.Refused);
    }

    [Fact]
    public async Task A_format_that_throws_makes_an_attempt_that_names_it_and_says_nothing_of_what_it_threw()
    {
        await using var bed = Bed(new Broken());

        var published = await bed.SendAsync();
        var test = await bed.Get<WebhookOperations>().SendTestAsync("a", cancellationToken: Token);

        bed.Requests.Should().BeEmpty();
        foreach (var attempt in (await bed.AttemptsAsync(published)).Append(test))
        {
            (attempt.Outcome, attempt.StatusCode, attempt.Detail).Should().Be((
                AttemptOutcome.Unknown, null, "The format Broken could not make the request: it threw FormatException."));
        }

        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Pending);
    }

    [Fact]
    public async Task A_test_is_sent_in_the_format_and_judged_by_it()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.OK) { Content = new StringContent("no") };

        var attempt = await bed.Get<WebhookOperations>().SendTestAsync("a", WebhookEventType.RepoAdded, Token);

        (attempt.Outcome, attempt.Detail).Should().Be(
            (AttemptOutcome.Refused, "Sent as Upper. The answer says that the event was not taken, whatever its status."));
        Encoding.UTF8.GetString(bed.Requests.Single().Body).Should().Contain("REPO_ADDED");
        bed.Requests.Single().Headers["zeropath-test"].Should().Be("true");
    }

    [Fact]
    public async Task A_change_of_the_format_takes_effect_at_the_next_attempt()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        await bed.SendAsync();

        await bed.Registry.UpdateEndpointAsync(
            bed.Registry.Configuration.Endpoints[0] with { Format = "ZeroPath", FormatSettings = new Dictionary<string, string>() },
            cancellationToken: Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(30));
        await bed.Dispatcher.DispatchDueAsync(Token);

        bed.Requests.Select(request => request.Headers["content-type"]).Should().Equal("text/plain", "application/json; charset=utf-8");
    }

    private static DeliveryBed Bed(IWebhookFormat? format = null) => new(builder => builder
        .AddFormat(format ?? new UpperFormat())
        .AddEndpoint(DeliveryBed.Endpoint("a") with
        {
            Url = new("https://api.example.com/hook?key=1"),
            Format = format?.Name ?? "Upper",
            FormatSettings = format is Broken ? new() : new Dictionary<string, string> { ["Token"] = "token" },
            SigningSecrets = [Secret],
        })
        .AddSubscription(new() { EndpointId = "a" }));

    private sealed class Broken : IWebhookFormat
    {
        public string Name => "Broken";

        public WebhookFormatRequest Make(WebhookFormatInput input) => throw new FormatException("canary7");
    }
}
