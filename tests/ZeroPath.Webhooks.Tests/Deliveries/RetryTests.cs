using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class RetryTests
{
    [Fact]
    public async Task A_failing_endpoint_is_asked_at_the_documented_times_and_then_the_delivery_has_failed()
    {
        await using var bed = new DeliveryBed { Respond = _ => new(HttpStatusCode.InternalServerError) };

        var published = await bed.SendAsync();
        await bed.RunAsync();

        bed.Seconds.Should().Equal(0, 30, 90, 210, 450, 930, 1890);
        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(failed =>
            failed.State == DeliveryState.Failed && failed.Reason == "exhausted" && failed.AttemptCount == 7 && failed.DueAt == null);
        (await bed.AttemptsAsync(published)).Select(attempt => attempt.Number).Should().Equal(1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public async Task An_endpoint_with_a_schedule_of_its_own_is_asked_at_its_times_and_another_at_the_hosts()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("own") with { Url = new("https://own.example.com"), Retry = Own(5, 7200) })
            .AddEndpoint(DeliveryBed.Endpoint("none") with { Url = new("https://none.example.com"), Retry = Own() })
            .AddEndpoint(DeliveryBed.Endpoint("host"))
            .AddSubscription(new() { EndpointId = "own" })
            .AddSubscription(new() { EndpointId = "none" })
            .AddSubscription(new() { EndpointId = "host" }))
        {
            Respond = _ => new(HttpStatusCode.InternalServerError),
        };

        var published = await bed.SendAsync();
        await bed.RunAsync();

        SecondsTo("own.example.com").Should().Equal(0, 5, 7205);
        SecondsTo("none.example.com").Should().Equal(0);
        SecondsTo(DeliveryBed.Url.Host).Should().Equal(0, 30, 90, 210, 450, 930, 1890);
        foreach (var delivery in published.Deliveries)
        {
            (await bed.DeliveryAsync(delivery.Id)).Reason.Should().Be("exhausted");
        }

        IEnumerable<double> SecondsTo(string host) => bed.Requests.Where(request => request.Url.Host == host)
            .Select(request => (request.At - bed.Requests[0].At).TotalSeconds);
    }

    [Fact]
    public async Task A_schedule_that_is_changed_counts_from_the_next_attempt_that_ends()
    {
        await using var bed = await DeliveryBed.WithStoredAsync(DeliveryBed.Endpoint("a"));
        bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        await bed.SendAsync();

        await bed.Registry.UpdateEndpointAsync(
            bed.Registry.Configuration.Endpoints[0] with { Retry = Own(1, 1, 600) },
            cancellationToken: TestContext.Current.CancellationToken);
        await bed.RunAsync();

        bed.Seconds.Should().Equal(0, 30, 31, 631);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task A_2xx_status_is_success(int status)
    {
        await using var bed = new DeliveryBed { Respond = _ => new((HttpStatusCode)status) };

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
        (await bed.AttemptsAsync(published)).Should().ContainSingle().Which.Should().Match<DeliveryAttempt>(attempt =>
            attempt.Outcome == AttemptOutcome.Accepted && attempt.StatusCode == status);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Any_other_status_is_retried_and_a_redirection_never_followed(int status)
    {
        await using var bed = new DeliveryBed
        {
            Respond = request => new((HttpStatusCode)status) { Headers = { Location = new("https://elsewhere.example.com/") } },
        };

        var published = await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Should().HaveCount(7).And.OnlyContain(request => request.Url == DeliveryBed.Url);
        (await bed.AttemptsAsync(published))
            .Should().OnlyContain(attempt => attempt.Outcome == AttemptOutcome.Refused && attempt.StatusCode == status);
    }

    [Theory]
    [InlineData(429, 45, 45)]
    [InlineData(503, 45, 45)]
    [InlineData(503, 5, 30)]
    [InlineData(503, 0, 30)]
    [InlineData(429, 86_400, 3600)]
    [InlineData(500, 45, 30)]
    [InlineData(301, 45, 30)]
    public async Task Retry_After_in_seconds_makes_the_next_attempt_later_and_never_earlier(int status, int asked, int waited)
    {
        await using var bed = new DeliveryBed
        {
            Respond = _ => new((HttpStatusCode)status) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(asked)) } },
        };

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).DueAt.Should().Be(bed.Clock.GetUtcNow().AddSeconds(waited));
    }

    [Theory]
    [InlineData(45, 45)]
    [InlineData(5, 30)]
    [InlineData(-1000, 30)]
    [InlineData(86_400, 3600)]
    public async Task Retry_After_as_a_date_does_so_too(int asked, int waited)
    {
        await using var bed = new DeliveryBed();
        bed.Respond = _ => new(HttpStatusCode.ServiceUnavailable)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(bed.Clock.GetUtcNow().AddSeconds(asked)) },
        };

        var published = await bed.SendAsync();

        (await bed.DeliveryAsync(published)).DueAt.Should().Be(bed.Clock.GetUtcNow().AddSeconds(waited));
    }

    [Fact]
    public async Task A_final_status_fails_the_delivery_at_once()
    {
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options => options.FinalStatuses.Add(422)))
        {
            Respond = _ => new(HttpStatusCode.UnprocessableEntity),
        };

        var published = await bed.SendAsync();
        await bed.RunAsync();

        bed.Requests.Should().ContainSingle();
        (await bed.DeliveryAsync(published)).Should().Match<Delivery>(failed =>
            failed.State == DeliveryState.Failed && failed.Reason == "final_status" && failed.AttemptCount == 1);
    }

    [Fact]
    public async Task A_shortened_schedule_is_kept_to()
    {
        await using var bed = Scheduled(new() { Delays = [TimeSpan.FromSeconds(1), TimeSpan.Zero] });

        var published = await bed.SendAsync();
        await bed.RunAsync();

        bed.Seconds.Should().Equal(0, 1, 1);
        (await bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Failed);
    }

    [Fact]
    public async Task Jitter_only_adds_and_at_most_its_fraction()
    {
        await using var bed = Scheduled(RetrySchedule.Default with { Jitter = 0.5 });

        await bed.SendAsync();
        await bed.RunAsync();

        var pauses = bed.Seconds.Zip(bed.Seconds.Skip(1), (one, next) => next - one);
        pauses.Zip(RetrySchedule.Default.Delays, (pause, delay) => pause / delay.TotalSeconds)
            .Should().HaveCount(6).And.OnlyContain(ratio => ratio >= 1 && ratio <= 1.5).And.Contain(ratio => ratio > 1);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0.5, 31.5)]
    [InlineData(1, 33)]
    public void Jitter_is_a_fraction_of_the_delay(double random, double seconds) =>
        (RetrySchedule.Default with { Jitter = 0.1 }).DelayAfter(1, random)
            .Should().BeCloseTo(TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(1));

    private static DeliveryBed Scheduled(RetrySchedule schedule) => new(builder => builder
        .AddEndpoint(DeliveryBed.Endpoint("a"))
        .AddSubscription(new() { EndpointId = "a" })
        .Configure(options => options.Retry = schedule))
    {
        Respond = _ => new(HttpStatusCode.InternalServerError),
    };

    private static RetrySchedule Own(params int[] seconds) => new() { Delays = [.. seconds.Select(delay => TimeSpan.FromSeconds(delay))] };
}
