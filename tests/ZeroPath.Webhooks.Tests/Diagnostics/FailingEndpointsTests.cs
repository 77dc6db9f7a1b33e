using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Diagnostics;

public sealed class FailingEndpointsTests : IDisposable
{
    private readonly LogLines _log = new();

    private IEnumerable<string> Warnings => _log.All.Where(line => line.StartsWith("Warning: Endpoint", StringComparison.Ordinal));

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_first_failure_of_an_endpoint_is_a_warning_with_its_status()
    {
        await using var bed = Bed();
        bed.Respond = _ => new(HttpStatusCode.Unauthorized);

        var published = await bed.SendAsync();

        Warnings.Should().Equal(
            $"Warning: Endpoint a fails: attempt 1 of delivery {published.Deliveries[0].Id} ended as Refused (status 401). Failures that "
            + "follow are counted, and told once a minute.");
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_is_told_with_the_cause()
    {
        await using var bed = Bed();
        bed.Respond = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError);

        await bed.SendAsync();

        Warnings.Should().ContainSingle().Which.Should().Contain("ended as DnsFailure (status none)");
    }

    [Fact]
    public async Task What_goes_on_failing_is_counted_for_all_endpoints_together_once_a_minute()
    {
        await using var bed = Bed(builder => builder.Configure(options => options.HoldAfterFailures = 0)
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }));
        bed.Respond = _ => new(HttpStatusCode.BadGateway);
        for (var second = 0; second < 61; second++)
        {
            await bed.SendAsync();
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        _log.Containing("fails:").Should().ContainSingle();
        _log.Containing("Endpoints that fail: 1. Of their attempts ").Should().ContainSingle()
            .Which.Should().Contain(" more failed in 00:01:00. a: ").And.EndWith(", the last Refused (502)");
    }

    [Fact]
    public async Task A_success_ends_the_streak_and_the_next_failure_is_told_again_but_not_within_the_same_minute()
    {
        await using var bed = Bed();
        var isFailing = true;
        bed.Respond = _ => new(isFailing ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        for (var i = 0; i < 10; i++)
        {
            await bed.SendAsync();
            isFailing = !isFailing;
        }

        _log.Containing("fails:").Should().ContainSingle();
        bed.Clock.Advance(TimeSpan.FromMinutes(2));
        isFailing = false;
        await bed.SendAsync();
        isFailing = true;
        await bed.SendAsync();
        _log.Containing("fails:").Should().HaveCount(2);
    }

    [Fact]
    public async Task Of_many_endpoints_that_fail_at_once_ten_are_told_and_the_others_counted()
    {
        await using var bed = Bed(builder =>
        {
            for (var i = 0; i < 25; i++)
            {
                builder.AddEndpoint(DeliveryBed.Endpoint($"e{i}")).AddSubscription(new() { EndpointId = $"e{i}" });
            }
        });
        bed.Respond = _ => new(HttpStatusCode.NotFound);

        await bed.SendAsync();
        _log.Containing("fails:").Should().HaveCount(10);

        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Dispatcher.DispatchDueAsync(TestContext.Current.CancellationToken);
        _log.Containing("Endpoints that fail: 15. Of their attempts 15 more failed").Should().ContainSingle()
            .Which.Should().EndWith("; …");
    }

    private DeliveryBed Bed(Action<ZeroPathWebhooksBuilder>? configure = null) => new(configure, _log.AddTo);
}
