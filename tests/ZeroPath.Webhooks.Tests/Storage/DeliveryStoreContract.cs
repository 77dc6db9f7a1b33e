using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Deliveries;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

/// <summary>The sentences of <see cref="IDeliveryStore"/>, one test each. A store's test class derives from it and makes the store.</summary>
public abstract class DeliveryStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly IDeliveryStore _store;
    private readonly IDeliveryReader _reader;
    private int _lastId;

    protected DeliveryStoreContract() => (_store, _reader) = CreateStore(Clock);

    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_back_as_stored_in_the_order_given()
    {
        PublishedEvent[] events = [Event(deliveries: 2), Event(deliveries: 0)];

        var stored = await _store.AddAsync(events, Token);

        stored.Select(item => item.Id).Should().Equal(events.Select(item => item.Id));
        stored[0].Deliveries.Select(delivery => delivery.Id).Should().Equal(events[0].Deliveries.Select(delivery => delivery.Id));
        var found = await _reader.FindEventAsync(events[0].Id, Token);
        found!.Body.ToArray().Should().Equal(events[0].Body.ToArray());
        found.Should().BeEquivalentTo(events[0], options => options.Excluding(item => item.Body).Excluding(item => item.Deliveries));
        found.Deliveries.Should().HaveCount(2).And.OnlyContain(delivery => delivery.DueAt == Clock.GetUtcNow() && delivery.State == DeliveryState.Pending);
        (await _reader.FindEventAsync(events[1].Id, Token))!.Deliveries.Should().BeEmpty();
    }

    [Fact]
    public async Task Pending_deliveries_are_due_at_once()
    {
        await AddAsync(Event());

        (await _store.NextDueAsync(Token)).Should().Be(TimeSpan.Zero);
        (await LeaseAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_key_with_the_same_content_gives_the_earlier_event_and_adds_nothing()
    {
        var first = await AddAsync(Event(key: "key", hash: "same"));

        var again = await AddAsync(Event(key: "key", hash: "same"));

        again.Id.Should().Be(first.Id);
        (await LeaseAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_key_with_other_content_is_a_conflict_and_adds_nothing_of_the_call()
    {
        var first = await AddAsync(Event(key: "key", hash: "one"));
        var innocent = Event();

        var add = () => _store.AddAsync([innocent, Event(key: "key", hash: "other")], Token).AsTask();

        (await add.Should().ThrowAsync<IdempotencyConflictException>()).Which.EventId.Should().Be(first.Id);
        (await _reader.FindEventAsync(innocent.Id, Token)).Should().BeNull();
        (await LeaseAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Keys_are_compared_exactly()
    {
        await AddAsync(Event(key: "key", hash: "one"));

        (await AddAsync(Event(key: "KEY", hash: "other"))).Should().NotBeNull();
    }

    [Fact]
    public async Task Those_due_longest_are_taken_first_and_no_more_than_asked_for()
    {
        var first = await AddAsync(Event());
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await AddAsync(Event());
        Clock.Advance(TimeSpan.FromSeconds(1));
        var third = await AddAsync(Event());

        (await LeaseAsync(max: 2)).Select(leased => leased.EventId).Should().Equal(first.Id, second.Id);
        (await LeaseAsync(max: 2)).Select(leased => leased.EventId).Should().Equal(third.Id);
        (await LeaseAsync(max: 2)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_lease_carries_all_that_an_attempt_needs()
    {
        var added = await AddAsync(Event());

        var leased = (await LeaseAsync()).Single();

        leased.Should().BeEquivalentTo(
            new { DeliveryId = added.Deliveries[0].Id, EventId = added.Id, EventType = added.Type, added.Deliveries[0].EndpointId, AttemptCount = 0 });
        leased.Body.ToArray().Should().Equal(added.Body.ToArray());
    }

    [Fact]
    public async Task For_the_length_of_a_lease_nobody_else_gets_the_delivery_and_then_it_falls_due_by_itself()
    {
        await AddAsync(Event());
        var first = (await LeaseAsync()).Single();

        (await LeaseAsync()).Should().BeEmpty();
        (await _store.NextDueAsync(Token)).Should().Be(Lease);
        Clock.Advance(Lease);
        var second = (await LeaseAsync()).Single();

        second.DeliveryId.Should().Be(first.DeliveryId);
        second.FencingToken.Should().BeGreaterThan(first.FencingToken);
        second.AttemptCount.Should().Be(0, "a lost lease burns no retry");
    }

    [Fact]
    public async Task Concurrent_callers_never_share_a_delivery()
    {
        await _store.AddAsync([.. Enumerable.Range(0, 200).Select(_ => Event())], Token);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => LeaseAsync(max: 50), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        leased.SelectMany(page => page).Select(delivery => delivery.DeliveryId).Should().HaveCount(200).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_retry_is_due_after_its_delay_and_counts()
    {
        await AddAsync(Event());
        var leased = (await LeaseAsync()).Single();

        await RecordAsync(leased, Verdict.Retry(TimeSpan.FromSeconds(30)));

        (await _store.NextDueAsync(Token)).Should().Be(TimeSpan.FromSeconds(30));
        Clock.Advance(TimeSpan.FromSeconds(30));
        (await LeaseAsync()).Single().AttemptCount.Should().Be(1);
        (await _reader.ListAttemptsAsync(leased.DeliveryId, Token)).Should().Equal(Attempt(1));
    }

    [Fact]
    public async Task A_released_delivery_is_due_at_once_and_its_attempt_does_not_count()
    {
        await AddAsync(Event());
        await RecordAsync((await LeaseAsync()).Single(), Verdict.Released);

        (await LeaseAsync()).Single().AttemptCount.Should().Be(0);
    }

    [Fact]
    public async Task Settled_deliveries_are_not_due_any_more()
    {
        await AddAsync(Event(deliveries: 3));
        var leased = await LeaseAsync();

        await _store.RecordAsync(
            [Result(leased[0], Verdict.Succeeded), Result(leased[1], Verdict.Failed("why")), new(leased[2].DeliveryId, leased[2].FencingToken, Verdict.Cancelled("gone"))],
            Token);
        Clock.Advance(Lease);

        (await _store.NextDueAsync(Token)).Should().BeNull();
        (await LeaseAsync()).Should().BeEmpty();
        var settled = (await _reader.FindEventAsync(leased[0].EventId, Token))!.Deliveries;
        settled.Select(delivery => (delivery.State, delivery.Reason, delivery.AttemptCount, delivery.DueAt)).Should().Equal(
            (DeliveryState.Succeeded, null, 1, null), (DeliveryState.Failed, "why", 1, null), (DeliveryState.Cancelled, "gone", 0, null));
    }

    [Fact]
    public async Task A_stale_token_changes_nothing_but_its_attempt_is_kept()
    {
        await AddAsync(Event());
        var stale = (await LeaseAsync()).Single();
        Clock.Advance(Lease);
        var current = (await LeaseAsync()).Single();

        await RecordAsync(stale, Verdict.Succeeded);

        (await _reader.FindDeliveryAsync(stale.DeliveryId, Token)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Pending && delivery.AttemptCount == 0 && delivery.DueAt == Clock.GetUtcNow() + Lease);
        (await _reader.ListAttemptsAsync(stale.DeliveryId, Token)).Should().ContainSingle();
        await RecordAsync(current, Verdict.Failed("why"));
        (await _reader.FindDeliveryAsync(stale.DeliveryId, Token))!.State.Should().Be(DeliveryState.Failed);
    }

    [Fact]
    public async Task A_late_result_for_a_settled_delivery_changes_nothing_but_its_attempt_is_kept()
    {
        await AddAsync(Event());
        var late = (await LeaseAsync()).Single();
        Clock.Advance(Lease);
        await RecordAsync((await LeaseAsync()).Single(), Verdict.Succeeded);

        await RecordAsync(late, Verdict.Failed("late"));

        (await _reader.FindDeliveryAsync(late.DeliveryId, Token))!.State.Should().Be(DeliveryState.Succeeded);
        (await _reader.ListAttemptsAsync(late.DeliveryId, Token)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Recording_a_result_again_changes_nothing_at_all()
    {
        await AddAsync(Event());
        var leased = (await LeaseAsync()).Single();
        await RecordAsync(leased, Verdict.Retry(TimeSpan.FromSeconds(30)));
        Clock.Advance(TimeSpan.FromSeconds(10));

        await RecordAsync(leased, Verdict.Retry(TimeSpan.FromSeconds(30)));

        (await _store.NextDueAsync(Token)).Should().Be(TimeSpan.FromSeconds(20));
        (await _reader.FindDeliveryAsync(leased.DeliveryId, Token))!.AttemptCount.Should().Be(1);
        (await _reader.ListAttemptsAsync(leased.DeliveryId, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_result_for_a_delivery_that_is_not_there_is_ignored()
    {
        await AddAsync(Event());
        var leased = (await LeaseAsync()).Single();

        await _store.RecordAsync([Result(leased with { DeliveryId = "dlv_none" }, Verdict.Succeeded), Result(leased, Verdict.Succeeded)], Token);

        (await _reader.FindDeliveryAsync(leased.DeliveryId, Token))!.State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        (await _store.NextDueAsync(Token)).Should().BeNull();
        (await LeaseAsync()).Should().BeEmpty();
        (await _reader.FindEventAsync("evt_none", Token)).Should().BeNull();
        (await _reader.FindDeliveryAsync("dlv_none", Token)).Should().BeNull();
        (await _reader.ListAttemptsAsync("dlv_none", Token)).Should().BeEmpty();
    }

    protected abstract (IDeliveryStore Store, IDeliveryReader Reader) CreateStore(TimeProvider clock);

    private static DeliveryResult Result(LeasedDelivery leased, Verdict verdict) =>
        new(leased.DeliveryId, leased.FencingToken, verdict, Attempt(leased.AttemptCount + 1));

    private static DeliveryAttempt Attempt(int number) => new()
    {
        Number = number,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromMilliseconds(7),
        Outcome = AttemptOutcome.Refused,
        StatusCode = 500,
        Response = "no",
    };

    private PublishedEvent Event(int deliveries = 1, string? key = null, string? hash = null)
    {
        var id = $"evt_{++_lastId}";
        return new()
        {
            Id = id,
            Type = WebhookEventType.ScanComplete,
            OrganizationId = "org_1",
            RepositoryId = "repo_1",
            PublishedAt = Clock.GetUtcNow(),
            Body = new byte[] { 1, 2, (byte)_lastId },
            IdempotencyKey = key,
            ContentHash = hash,
            Deliveries = [.. Enumerable.Range(0, deliveries).Select(index => new Delivery
            {
                Id = $"dlv_{_lastId}_{index}",
                EventId = id,
                EventType = WebhookEventType.ScanComplete,
                EndpointId = $"endpoint_{index}",
                SubscriptionIds = ["sub"],
                CreatedAt = Clock.GetUtcNow(),
            })],
        };
    }

    private async Task<PublishedEvent> AddAsync(PublishedEvent added) => (await _store.AddAsync([added], Token))[0];

    private async Task<IReadOnlyList<LeasedDelivery>> LeaseAsync(int max = 10) => await _store.LeaseDueAsync(max, Lease, Token);

    private async Task RecordAsync(LeasedDelivery leased, Verdict verdict) => await _store.RecordAsync([Result(leased, verdict)], Token);
}
