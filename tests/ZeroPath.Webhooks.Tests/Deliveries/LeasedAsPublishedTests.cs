using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A host's loop without the host: what is published to an endpoint that takes all need not be asked for.</summary>
public sealed class LeasedAsPublishedTests : IAsyncDisposable
{
    private const int Concurrency = 4;

    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly DeliveryBed _bed = new(
        webhooks => webhooks
            .Configure(options => options.MaxConcurrency = Concurrency)
            .AddEndpoint(new() { Name = "a", Url = DeliveryBed.Url })
            .AddSubscription(new() { EndpointId = "a" }),
        FaultyStore.Use);

    private readonly DeliveryLoop _loop;

    public LeasedAsPublishedTests() => _loop = _bed.Get<DeliveryLoop>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FaultyStore Store => _bed.Get<FaultyStore>();

    [Fact]
    public async Task It_is_leased_as_it_is_published_and_sent_at_once()
    {
        await FlowAsync();
        Store.FailNext(nameof(IDeliveryStore.LeaseDueAsync));

        var published = await PublishAsync();
        await EndAsync();

        LeaseOf(published).Should().Be(TimeSpan.FromSeconds(60));
        _bed.Requests.Select(request => request.Headers["webhook-id"]).Should().HaveCount(2).And.EndWith(published.EventId);
        (await _bed.DeliveryAsync(published)).State.Should().Be(DeliveryState.Succeeded);
        (await _bed.AttemptsAsync(published)).Should().ContainSingle();
        _loop.IsIdle.Should().BeTrue();
    }

    [Theory]
    [InlineData(0, "Succeeded", 1)]
    [InlineData(59, "Succeeded", 1)]
    [InlineData(61, "Failed", 0)]
    public async Task Its_deadline_is_by_the_stores_clock(int secondsAhead, string state, int requests)
    {
        await FlowAsync();
        _bed.Requests.Clear();
        Store.Ahead = TimeSpan.FromSeconds(secondsAhead);

        var published = await _bed.Publisher.PublishAsync(
            DeliveryBed.Event(), new() { Deadline = _bed.Clock.GetUtcNow().AddMinutes(1) }, Token);
        await EndAsync();

        LeaseOf(published).Should().NotBeNull();
        ((await _bed.DeliveryAsync(published)).State.ToString(), _bed.Requests.Count).Should().Be((state, requests));
    }

    [Fact]
    public async Task To_an_endpoint_of_which_nothing_is_known_it_is_not_leased()
    {
        LeaseOf(await PublishAsync()).Should().BeNull();
    }

    [Fact]
    public async Task To_an_endpoint_that_failed_it_is_not_leased()
    {
        await FlowAsync();
        _bed.Respond = _ => new(HttpStatusCode.InternalServerError);
        await PublishAsync();
        await EndAsync();

        LeaseOf(await PublishAsync()).Should().BeNull();
    }

    [Fact]
    public async Task To_an_endpoint_of_which_nothing_was_heard_for_more_than_a_minute_it_is_not_leased()
    {
        await FlowAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(61));

        LeaseOf(await PublishAsync()).Should().BeNull();
    }

    [Fact]
    public async Task To_an_endpoint_that_gets_little_it_is_leased_as_well()
    {
        await FlowAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(60));

        var published = await PublishAsync(events: 100);
        var leased = published.Count(result => LeaseOf(result) is not null);
        await EndAsync();

        leased.Should().Be(Concurrency, "so many may be sent to it at once, and more waits in the store");
    }

    [Fact]
    public async Task Beyond_the_rate_of_an_endpoint_it_is_not_leased()
    {
        await _bed.Registry.UpdateEndpointAsync(
            _bed.Registry.Configuration.Endpoints[0] with { MaxPerSecond = 2 }, cancellationToken: Token);
        await FlowAsync();
        _bed.Clock.Advance(TimeSpan.FromMilliseconds(500));

        var published = new[] { await PublishAsync(), await PublishAsync() };

        published.Select(LeaseOf).Should().Equal(TimeSpan.FromSeconds(60), null);
        await EndAsync();
    }

    [Fact]
    public async Task It_does_not_overtake_what_has_long_been_due()
    {
        await FlowAsync();
        await PublishElsewhereAsync(events: 100);

        await _loop.StartDueAsync(Token);
        LeaseOf(await PublishAsync()).Should().BeNull("more was due than was asked for");
        await EndAsync();
        while (await _loop.StartDueAsync(Token) > 0)
        {
            await EndAsync();
        }

        LeaseOf(await PublishAsync()).Should().NotBeNull("nothing is due any more");
        await EndAsync();
    }

    [Fact]
    public async Task No_more_is_leased_than_is_soon_sent_and_the_rest_is_due_at_once()
    {
        await FlowAsync();

        var published = await PublishAsync(events: 100);
        var leased = published.Count(result => LeaseOf(result) is not null);
        await EndAsync();

        leased.Should().BeInRange(1, Concurrency);
        _bed.Requests.Should().HaveCount(1 + leased);
        (await _bed.Store.LeaseDueAsync(LeaseRequest.Any, Token)).Should().HaveCount(100 - leased);
    }

    [Fact]
    public async Task When_the_host_stops_it_is_not_leased()
    {
        await FlowAsync();
        _loop.Drain();

        LeaseOf(await PublishAsync()).Should().BeNull();
    }

    [Fact]
    public async Task When_the_host_stops_while_it_is_published_it_is_given_back_for_others()
    {
        await FlowAsync();
        Store.Adding = () =>
        {
            _loop.IsIdle.Should().BeFalse("the loop must not end while something may yet come");
            _loop.Drain();
            return Task.CompletedTask;
        };

        await PublishAsync();
        await EndAsync();

        _bed.Requests.Should().ContainSingle();
        (await _bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().Be(TimeSpan.Zero);
        _loop.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task When_its_endpoint_fails_while_it_is_published_it_is_given_back()
    {
        await FlowAsync();
        Store.Adding = async () =>
        {
            Store.Adding = () => Task.CompletedTask;
            _bed.Respond = _ => new(HttpStatusCode.InternalServerError);
            await PublishAsync();
            await EndAsync();
        };

        var published = await PublishAsync();
        await EndAsync();

        (await _bed.AttemptsAsync(published)).Should().BeEmpty();
        (await _bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_repeat_is_not_sent_again()
    {
        await FlowAsync();
        var first = await PublishAsync("key");
        await EndAsync();

        var repeat = await PublishAsync("key");
        await EndAsync();

        (repeat.IsRepeat, repeat.EventId).Should().Be((true, first.EventId));
        _bed.Requests.Should().HaveCount(2);
        _loop.IsIdle.Should().BeTrue();
        LeaseOf(await PublishAsync()).Should().NotBeNull();
        await EndAsync();
    }

    [Fact]
    public async Task When_the_store_fails_its_place_is_free_again()
    {
        await FlowAsync();
        for (var i = 0; i < 2 * Concurrency; i++)
        {
            Store.FailNext(nameof(IDeliveryStore.AddAsync));
            await FluentActions.Awaiting(() => PublishAsync()).Should().ThrowAsync<WebhookStoreException>();
        }

        _loop.IsIdle.Should().BeTrue();
        LeaseOf(await PublishAsync()).Should().NotBeNull();
        await EndAsync();
    }

    [Fact]
    public async Task What_is_ambient_in_the_publishers_call_is_not_in_the_attempts()
    {
        await FlowAsync();
        var seen = new List<string?>();
        _bed.Respond = _ =>
        {
            seen.Add(Ambient.Value);
            return new(HttpStatusCode.OK);
        };
        Ambient.Value = "the publisher's";

        LeaseOf(await PublishAsync()).Should().NotBeNull();
        await EndAsync();

        seen.Should().Equal([null]);
    }

    [Fact]
    public async Task Who_waits_for_the_end_while_something_is_taken_over_is_told_when_nothing_is_left()
    {
        var ended = Task.CompletedTask;

        _loop.TakeOver(Published(), TimeSpan.Zero);

        await ended.WaitAsync(TimeSpan.FromSeconds(30), Token);

        IEnumerable<LeasedDelivery> Published()
        {
            ended = _loop.WhenEndedAsync();
            ended.IsCompleted.Should().BeFalse();
            yield break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.WhenEndedAsync();
        await _bed.DisposeAsync();
    }

    private TimeSpan? LeaseOf(PublishResult published) =>
        Store.FirstLeases.TryGetValue(published.Deliveries.Single().Id, out var length) ? length : null;

    /// <summary>Lets the endpoint show that it takes all.</summary>
    private async Task FlowAsync()
    {
        await PublishAsync();
        while (await _loop.StartDueAsync(Token) > 0)
        {
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        await _loop.WhenEndedAsync();
        await _loop.RecordEndedAsync(Token);
    }

    private Task<PublishResult> PublishAsync(string? key = null) =>
        _bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = key }, Token);

    private Task<IReadOnlyList<PublishResult>> PublishAsync(int events) =>
        _bed.Publisher.PublishAsync(Enumerable.Repeat(DeliveryBed.Event(), events), cancellationToken: Token);

    /// <summary>As another node does.</summary>
    private async Task PublishElsewhereAsync(int events)
    {
        await using var other = new DeliveryBed();
        foreach (
            var published in await other.Publisher.PublishAsync(Enumerable.Repeat(DeliveryBed.Event(), events), cancellationToken: Token))
        {
            await Store.Inner.Deliveries.AddAsync(
                [(await other.Get<WebhookHistory>().FindEventAsync(published.EventId, Token))!], lease: null, Token);
        }
    }
}
