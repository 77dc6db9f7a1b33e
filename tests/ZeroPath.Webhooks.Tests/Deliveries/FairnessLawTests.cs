using System.Collections.Concurrent;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>D49: endpoints that answer keep half of the places, whatever the others do.</summary>
public sealed class FairnessLawTests
{
    private const int Concurrency = 8;

    /// <summary>Of real time. Nothing here takes a second.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(300, "hanging")]
    [InlineData(300, "slow")]
    [InlineData(300, "gone")]
    [InlineData(1, "hanging")]
    [InlineData(8, "hanging", "slow")]
    [InlineData(400, "hanging", "slow", "gone")]
    public async Task However_many_hang_are_slow_or_gone_half_of_the_places_are_at_once_for_those_that_answer(
        int others, params string[] kinds)
    {
        using var network = new BadNeighbours(group: Concurrency / 2);
        await using var bed = Bed(network, others, kinds);
        network.Clock = bed.Clock;
        var loop = bed.Get<DeliveryLoop>();
        await SendToWellAsync(bed, loop, network);
        await loop.RecordEndedAsync(Token);

        await PublishAsync(bed, "others", 5);
        for (var second = 0; second < 30; second++)
        {
            // No time passes here: they would wait for each other for ever if they had not half of the places at once.
            await SendToWellAsync(bed, loop, network);
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        network.MostUnderWay.Should().BeLessThanOrEqualTo(17 * Concurrency, "ordinary places and waiting ones are all that there are");
        loop.Drain();
        loop.Abandon();
        await loop.WhenEndedAsync();
    }

    [Fact]
    public async Task What_is_leased_and_under_way_has_64_MiB_of_bodies_and_half_of_them_are_for_those_that_answer()
    {
        using var network = new BadNeighbours(group: Concurrency / 2);
        await using var bed = Bed(network, others: 20, ["hanging"]);
        network.Clock = bed.Clock;
        var loop = bed.Get<DeliveryLoop>();
        await SendToWellAsync(bed, loop, network);
        var large = DeliveryBed.Event("others");
        large.Scan.Id = new string('x', 1_000_000);
        await bed.Publisher.PublishAsync(Enumerable.Repeat(large, 5), cancellationToken: Token);

        for (var second = 0; second < 5; second++)
        {
            await SendToWellAsync(bed, loop, network);
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var left = await bed.Store.LeaseDueAsync(LeaseRequest.Any, Token);
        (100 - left.Count).Should().BeInRange(8, 34, "of a million bytes each; the last one may go beyond");
        loop.Drain();
        loop.Abandon();
        await loop.WhenEndedAsync();
    }

    private static DeliveryBed Bed(BadNeighbours network, int others, string[] kinds) => new(webhooks =>
    {
        webhooks.Configure(options => options.MaxConcurrency = Concurrency)
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        for (var i = 0; i < Concurrency / 2; i++)
        {
            Add($"well{i}", "well", atOnce: 1);
        }

        for (var i = 0; i < others; i++)
        {
            Add($"{kinds[i % kinds.Length]}{i}", "others");
        }

        void Add(string name, string organization, int? atOnce = null) => webhooks
            .AddEndpoint(
                new() { Name = name, Url = new($"https://{name}.example.com"), OrganizationId = organization, MaxConcurrency = atOnce })
            .AddSubscription(new() { EndpointId = name });
    });

    private static Task PublishAsync(DeliveryBed bed, string organization, int count) => bed.Publisher.PublishAsync(
        [.. Enumerable.Repeat(new PublishRequest(DeliveryBed.Event(organization)), count)], cancellationToken: Token);

    private static async Task SendToWellAsync(DeliveryBed bed, DeliveryLoop loop, BadNeighbours network)
    {
        var start = TimeProvider.System.GetTimestamp();
        var paces = bed.Get<ConcurrentDictionary<string, EndpointPace>>();
        var end = network.WellAnswered + (Concurrency / 2);
        await PublishAsync(bed, "well", 1);
        while (network.WellAnswered < end || !Enumerable.Range(0, Concurrency / 2).All(HasEnded))
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Longest, "nothing here waits for the clock");
            await loop.StepAsync(Token, Token);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        // Not only answered: its place is free. No second has passed since.
        bool HasEnded(int i) => paces[$"well{i}"].Window.IsFlowing(bed.Clock.Monotonic());
    }
}
