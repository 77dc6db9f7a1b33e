using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class PublishTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("$.event.organization.id")]
    [InlineData("$.event.repository.id")]
    public async Task A_key_that_no_database_can_hold_is_the_callers_error_whatever_the_store(string path)
    {
        await using var bed = new DeliveryBed();
        var @event = DeliveryBed.Event(path.Contains("organization", StringComparison.Ordinal) ? "org\0" : "org");
        @event.Repository = new() { Id = path.Contains("repository", StringComparison.Ordinal) ? "\0" : "r", Name = "r" };

        (await bed.Awaiting(it => it.Publisher.PublishAsync(@event, cancellationToken: Token))
            .Should().ThrowAsync<WebhookValidationException>()).Which.Problems.Should().ContainSingle()
            .Which.Should().Match<ValidationProblem>(it => it.Path == path && it.Code == ProblemCodes.Encoding);
    }

    [Fact]
    public async Task An_idempotency_key_that_no_database_can_hold_is_refused_too()
    {
        await using var bed = new DeliveryBed();

        foreach (var key in new[] { "a\0", "\ud800" })
        {
            await bed.Awaiting(it => it.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = key }, Token))
                .Should().ThrowAsync<ArgumentException>().WithMessage("The idempotency key of publication 0 *");
        }
    }

    [Fact]
    public async Task An_event_that_matches_nobody_is_kept()
    {
        await using var bed = new DeliveryBed(_ => { });

        var published = await bed.SendAsync();

        published.Deliveries.Should().BeEmpty();
        var kept = await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token);
        kept.Should().Match<PublishedEvent>(stored => stored.Type == WebhookEventType.ScanComplete && stored.OrganizationId == "org_1");
    }

    [Fact]
    public async Task An_unknown_event_keeps_the_organization_that_its_document_names()
    {
        await using var bed = new DeliveryBed();
        var json = System.Text.Json.JsonElement.Parse("""{"organization":{"id":"org_9"},"repository":{"id":"repo_9"}}""");

        var published = await bed.Publisher.PublishAsync(new UnknownEvent(new("NEW"), json), cancellationToken: Token);

        (await bed.Get<WebhookHistory>().FindEventAsync(published.EventId, Token)).Should().Match<PublishedEvent>(stored =>
            stored.OrganizationId == "org_9" && stored.RepositoryId == "repo_9");
    }

    [Fact]
    public async Task An_invalid_event_is_refused_with_its_problems_and_nothing_is_stored()
    {
        await using var bed = new DeliveryBed();

        var publish = () => bed.Publisher.PublishAsync(DeliveryBed.Invalid(), new() { IdempotencyKey = "key" }, Token);

        (await publish.Should().ThrowAsync<WebhookValidationException>())
            .Which.Problems.Should().ContainSingle().Which.Path.Should().Be("$.event.error");
        (await bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
        (await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token))
            .IsRepeat.Should().BeFalse("the key was not used up");
    }

    [Fact]
    public async Task An_event_without_an_organization_or_no_event_at_all_is_a_problem_and_not_a_crash()
    {
        await using var bed = new DeliveryBed();
        var broken = DeliveryBed.Event();
        broken.Organization = null!;
        var empty = EventCatalog.All[0].CreateSample().With(it => it.Event = null!);

        var publish = () =>
            bed.Publisher.PublishAsync(
                [new(empty), new(EventCatalog.All[0].CreateSample().With(it => it.Event = broken))], cancellationToken: Token);

        (await publish.Should().ThrowAsync<WebhookValidationException>())
            .Which.Problems.Select(problem => problem.Path).Should().Equal("[0].event", "[1].event.organization");
    }

    [Fact]
    public async Task A_payload_that_is_too_large_is_refused_and_nothing_is_stored()
    {
        await using var bed = new DeliveryBed();
        var large = DeliveryBed.Event();
        large.Error = new string('x', WebhookJson.MaxBytes);

        var publish = () => bed.Publisher.PublishAsync(large, cancellationToken: Token);

        (await publish.Should().ThrowAsync<WebhookValidationException>()).Which.Problems.Single().Code.Should().Be("size");
        (await bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_batch_is_stored_whole_and_its_results_are_in_order()
    {
        await using var bed = new DeliveryBed();
        PublishRequest[] batch = [.. EventCatalog.All.Select(definition => new PublishRequest(definition.CreateSample()))];

        var results = await bed.Publisher.PublishAsync(batch, cancellationToken: Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        results.Select(result => result.Deliveries.Single().EventType)
            .Should().Equal(EventCatalog.All.Select(definition => definition.Type));
        bed.Requests.Should().HaveCount(batch.Length);
    }

    [Fact]
    public async Task A_batch_with_one_invalid_event_stores_none_and_says_which()
    {
        await using var bed = new DeliveryBed();
        var valid = EventCatalog.All[0].CreateSample();

        var publish = () =>
            bed.Publisher.PublishAsync(
                [new(valid), new(valid.With(it => it.Event = DeliveryBed.Invalid())), new(valid.With(it => it.Time = -1))],
                cancellationToken: Token);

        (await publish.Should().ThrowAsync<WebhookValidationException>())
            .Which.Problems.Select(problem => problem.Path).Should().Equal("[1].event.error", "[2].time");
        (await bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
    }

    [Fact]
    public async Task An_empty_batch_has_no_results()
    {
        await using var bed = new DeliveryBed();

        (await bed.Publisher.PublishAsync([], cancellationToken: Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_publication_without_a_payload_or_with_a_bad_key_is_refused()
    {
        await using var bed = new DeliveryBed();
        var payload = EventCatalog.All[0].CreateSample();

        foreach (PublishRequest bad in new PublishRequest[] { null!, new((WebhookPayload)null!), new(payload, " "),
            new(payload, new string('k', 257)) })
        {
            var publish = () => bed.Publisher.PublishAsync([new(payload), bad], cancellationToken: Token);

            (await publish.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().Contain("ublication 1 ");
        }

        (await bed.Store.NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
    }

    [Fact]
    public async Task The_same_content_with_the_same_key_gives_the_first_result_again()
    {
        await using var bed = new DeliveryBed();
        var first = await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(5));

        var again = await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token);
        await bed.Dispatcher.DispatchDueAsync(Token);

        first.IsRepeat.Should().BeFalse();
        again.IsRepeat.Should().BeTrue();
        again.EventId.Should().Be(first.EventId);
        again.Deliveries.Select(delivery => delivery.Id).Should().Equal(first.Deliveries.Select(delivery => delivery.Id));
        bed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Other_content_with_the_same_key_is_a_conflict()
    {
        await using var bed = new DeliveryBed();
        var organization = ((KnownEvent)EventCatalog.All[0].CreateSample().Event).Organization.Id;
        var first = await bed.Publisher.PublishAsync(DeliveryBed.Event(organization), new() { IdempotencyKey = "key" }, Token);

        var publish = () => bed.Publisher.PublishAsync(
            [new(EventCatalog.All[0].CreateSample()), new(EventCatalog.All[0].CreateSample(), "key")], cancellationToken: Token);

        (await publish.Should().ThrowAsync<IdempotencyConflictException>()).Which.Should().Match<IdempotencyConflictException>(conflict =>
            conflict.IdempotencyKey == "key" && conflict.EventId == first.EventId);
        (await bed.Dispatcher.DispatchDueAsync(Token)).Should().Be(1, "nothing of the batch was stored");
    }

    [Fact]
    public async Task A_key_of_one_organization_is_none_of_another_ones_business()
    {
        await using var bed = new DeliveryBed();
        var first = await bed.Publisher.PublishAsync(DeliveryBed.Event("org_1"), new() { IdempotencyKey = "key" }, Token);

        var other = await bed.Publisher.PublishAsync(DeliveryBed.Event("org_2"), new() { IdempotencyKey = "key" }, Token);
        var batch = await bed.Publisher.PublishAsync(
            [new(DeliveryBed.Event("org_1"), "key"), new(DeliveryBed.Event("org_2"), "key"), new(DeliveryBed.Event("org_3"), "key")],
            cancellationToken: Token);

        (other.IsRepeat, other.EventId == first.EventId).Should().Be((false, false));
        batch.Select(result => result.IsRepeat).Should().Equal(true, true, false);
        batch.Select(result => result.EventId).Should().Equal(first.EventId, other.EventId, batch[2].EventId);
        var conflict = () => bed.Publisher.PublishAsync(
            DeliveryBed.Event("org_2").With(it => it.Timestamp = it.Timestamp.AddSeconds(1)), new() { IdempotencyKey = "key" }, Token);
        (await conflict.Should().ThrowAsync<IdempotencyConflictException>()).Which.EventId.Should().Be(other.EventId);
    }

    [Fact]
    public async Task Keys_hold_inside_one_batch_too()
    {
        await using var bed = new DeliveryBed();
        var (one, other) = (EventCatalog.All[0].CreateSample(), EventCatalog.All[1].CreateSample());

        var conflict = () => bed.Publisher.PublishAsync([new(one, "key"), new(other, "key")], cancellationToken: Token);
        await conflict.Should().ThrowAsync<IdempotencyConflictException>();
        var results = await bed.Publisher.PublishAsync([new(one, "key"), new(one, "key")], cancellationToken: Token);

        results.Select(result => result.IsRepeat).Should().Equal(false, true);
        results[1].EventId.Should().Be(results[0].EventId);
        (await bed.Dispatcher.DispatchDueAsync(Token)).Should().Be(1);
    }

    [Fact]
    public async Task Fifty_callers_with_one_key_publish_one_event()
    {
        await using var bed = new DeliveryBed();
        using var start = new Barrier(50);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Token);
                return bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, Token);
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        results.Select(result => result.EventId).Distinct().Should().ContainSingle();
        results.Should().ContainSingle(result => !result.IsRepeat);
        (await bed.Dispatcher.DispatchDueAsync(Token)).Should().Be(1);
    }
}
