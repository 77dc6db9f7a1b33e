using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>MaxPerSecond n: the starts of attempts are at least 1/n s apart (D47).</summary>
public class RateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5, 0.2)]
    [InlineData(2, 0.5)]
    [InlineData(100, 0.01)]
    public async Task Idle_time_earns_no_burst(double rate, double apart)
    {
        await using var bed = Bed(rate);
        await bed.SendAsync();
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await PublishAsync(bed, 12);

        await RunAsync(bed, 13);

        var gaps = Gaps(bed);
        gaps.Should().HaveCount(12);
        gaps.Skip(1).Should().OnlyContain(gap => gap >= apart - 0.0001);
        gaps.Skip(1).Max().Should().BeLessThan(apart * 2, "no turn is lost either");
    }

    [Fact]
    public async Task What_is_published_in_a_burst_to_an_endpoint_that_flows_is_spaced_too()
    {
        await using var bed = Bed(5);
        for (var i = 0; i < 20; i++)
        {
            await bed.SendAsync();
            bed.Clock.Advance(TimeSpan.FromMilliseconds(70));
        }

        await RunAsync(bed, 20);

        Gaps(bed).Should().HaveCount(19).And.OnlyContain(gap => gap >= 0.1999);
    }

    [Theory]
    [InlineData("12.5", "0")]
    [InlineData("12.5", "1e-300")]
    [InlineData("12.5", "-1")]
    [InlineData("77", "0")]
    [InlineData("77", "-5")]
    public async Task A_stored_limit_that_somebody_broke_stops_no_other_and_its_endpoint_goes_on_once_it_is_mended(
        string limit, string broken)
    {
        await using var bed = new DeliveryBed();
        await bed.Registry.UpdateAsync(
            [
                RoutingEdit.Save(DeliveryBed.Endpoint("broken") with { MaxPerSecond = 12.5, MaxConcurrency = 77 }),
                RoutingEdit.Save(new WebhookSubscription { EndpointId = "broken" }),
            ],
            cancellationToken: Token);
        var resources = bed.Get<IResourceStore>();
        var row = (await resources.FindAsync(ResourceKind.Endpoint, "broken", Token))!;
        await resources.ApplyAsync(
            [new ResourceEdit.Save(row with { Settings = row.Settings.Replace(limit, broken, StringComparison.Ordinal) }, row.Version)],
            ChangeOrigin.Code,
            Token);
        await bed.Registry.RefreshAsync(Token);

        await bed.SendAsync();
        await bed.SendAsync();
        bed.Requests.Should().HaveCount(2, "the other gets its events");

        var stored = bed.Registry.Router.FindEndpoint("broken")!;
        stored.UnreadableReason.Should().NotBeNull();
        await bed.Registry.UpdateEndpointAsync(stored with { MaxPerSecond = null, MaxConcurrency = null }, cancellationToken: Token);
        await bed.RunAsync();
        bed.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task More_endpoints_than_are_remembered_do_not_lose_the_count()
    {
        await using var bed = new DeliveryBed(builder =>
        {
            builder.AddEndpoint(DeliveryBed.Endpoint("slow") with { MaxPerSecond = 0.5 }).AddSubscription(new() { EndpointId = "slow" });
            for (var i = 0; i < 1_100; i++)
            {
                builder.AddEndpoint(DeliveryBed.Endpoint($"e{i}") with { Url = new("https://other.example.com/hook") });
                builder.AddSubscription(new() { EndpointId = $"e{i}" });
            }
        });

        // Each event goes to all of them.
        await bed.SendAsync();
        await bed.SendAsync();

        bed.Requests.Count(request => request.Url == DeliveryBed.Url).Should().Be(1);
        bed.Clock.Advance(TimeSpan.FromSeconds(2));
        await bed.Dispatcher.DispatchDueAsync(Token);
        bed.Requests.Count(request => request.Url == DeliveryBed.Url).Should().Be(2);
    }

    private static DeliveryBed Bed(double rate) => new(builder => builder
        .AddEndpoint(DeliveryBed.Endpoint("a") with { MaxPerSecond = rate }).AddSubscription(new() { EndpointId = "a" }));

    private static Task<IReadOnlyList<PublishResult>> PublishAsync(DeliveryBed bed, int count)
    {
        var scan = DeliveryBed.Event();
        return bed.Publisher.PublishAsync([.. Enumerable.Repeat(new PublishRequest(scan), count)], cancellationToken: Token);
    }

    private static async Task RunAsync(DeliveryBed bed, int requests)
    {
        for (var step = 0; step < 10_000 && bed.Requests.Count < requests; step++)
        {
            await bed.Dispatcher.DispatchDueAsync(Token);
            bed.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private static List<double> Gaps(DeliveryBed bed)
    {
        var seconds = bed.Seconds.ToList();
        return [.. seconds.Zip(seconds.Skip(1), (one, next) => next - one)];
    }
}
