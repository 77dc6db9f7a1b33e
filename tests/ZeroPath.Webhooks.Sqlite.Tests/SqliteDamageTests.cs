using System.Text;
using FluentAssertions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>Rows that somebody edited by hand, and damaged pages.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task A_delivery_whose_payload_somebody_took_is_set_aside_and_stops_no_other()
    {
        await using var node = new Node(_folder.ConnectionString, _receiver);
        var published = await node.PublishAsync(3);
        Edit("UPDATE zeropath_event SET body = NULL WHERE id = $id", published[1]);
        await node.StartAsync();

        await _receiver.ReceivesAsync([published[0], published[2]]);

        await ShouldBeSetAsideAsync(node.Store, published[1]);
        (await node.Store.Reader.ListEventsAsync(new(), new(), Cancellation)).Items.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("UPDATE zeropath_event SET published_at = 9223372036854775807 WHERE id = $id")]
    [InlineData("UPDATE zeropath_delivery SET subscription_ids = 'garbage' WHERE event_seq = (SELECT seq FROM zeropath_event WHERE id = "
        + "$id)")]
    [InlineData("UPDATE zeropath_delivery SET subscription_ids = '{\"a\": [1]}' WHERE event_seq = (SELECT seq FROM zeropath_event WHERE "
        + "id = $id)")]
    [InlineData("UPDATE zeropath_delivery SET created_at = 9223372036854775807 WHERE event_seq = (SELECT seq FROM zeropath_event WHERE "
        + "id = $id)")]
    [InlineData("UPDATE zeropath_delivery SET created_at = -9223372036854775808 WHERE event_seq = (SELECT seq FROM zeropath_event WHERE "
        + "id = $id)")]
    public async Task What_an_attempt_can_do_without_stops_nobody(string edit)
    {
        await using var node = new Node(_folder.ConnectionString, _receiver);
        var published = await node.PublishAsync(3);
        Edit(edit, published[1]);
        await node.StartAsync();

        await _receiver.ReceivesAsync(published);

        await Wait.UntilAsync(
            async () =>
                (await node.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Succeeded }, new(), Cancellation))
                    .Items.Count == 3,
            "all are recorded");
        (await node.Store.Reader.ListEventsAsync(new(), new(), Cancellation)).Items.Should().HaveCount(3);
        (await node.Store.Reader.GetStatisticsAsync(new(), TimeSpan.FromHours(1), Cancellation)).Sum(hour => hour.Succeeded).Should().Be(3);
    }

    [Theory]
    [InlineData("UPDATE zeropath_event SET body = 42")]
    [InlineData("UPDATE zeropath_event SET published_at = 'today'")]
    [InlineData("UPDATE zeropath_delivery SET due_at = 'soon'")]
    [InlineData("UPDATE zeropath_delivery SET subscription_ids = x'FF'")]
    public async Task What_could_not_be_read_the_file_itself_refuses(string edit)
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Deliveries.AddAsync([TestStore.NewEvent("a", [])], lease: null, Cancellation);

        this.Invoking(it => it.Edit(edit, "a")).Should().Throw<SqliteException>().WithMessage("*cannot store*");
    }

    [Fact]
    public async Task A_number_of_attempts_that_is_none_is_read_as_the_largest_there_is()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Deliveries.AddAsync([TestStore.NewEvent("a", []), TestStore.NewEvent("b", [])], lease: null, Cancellation);
        Edit("UPDATE zeropath_delivery SET attempt_count = 9223372036854775807 WHERE id = 'dlv_' || $id", "a");

        var leased = await store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation);

        leased.Select(delivery => delivery.AttemptCount).Should().BeEquivalentTo([int.MaxValue, 0]);
        (await store.Reader.ListDeliveriesAsync(new(), new(), Cancellation)).Items.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("5223372036854775807")]
    public async Task A_due_time_that_is_none_keeps_nobody_busy(string due)
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Deliveries.AddAsync([TestStore.NewEvent("a", [])], lease: null, Cancellation);
        Edit("UPDATE zeropath_delivery SET due_at = " + due + " WHERE id = 'dlv_' || $id", "a");

        (await store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) ?? TimeSpan.MaxValue)
            .Should().BeGreaterThan(TimeSpan.FromDays(1000));
        (await store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation)).Should().BeEmpty();
        (await new WebhookHistory(store.Reader, store.Resources).FindDeliveryAsync("dlv_a", Cancellation)).Should().NotBeNull();
    }

    [Fact]
    public async Task An_outcome_that_is_none_is_shown_as_unknown()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Deliveries.AddAsync([TestStore.NewEvent("a", [])], lease: null, Cancellation);
        Edit("INSERT INTO zeropath_attempt VALUES (1, 1, 1, 0, 0, 'Splendid', NULL, NULL, NULL, NULL)", "a");

        (await store.Reader.ListAttemptsAsync("dlv_a", Cancellation)).Should().ContainSingle()
            .Which.Outcome.Should().Be(AttemptOutcome.Unknown);
    }

    [Fact]
    public async Task A_payload_on_a_damaged_page_fails_loudly_once_is_set_aside_and_stops_no_other()
    {
        using (var before = TestStore.Open(_folder.ConnectionString))
        {
            byte[] large = [.. Enumerable.Repeat((byte)'x', 100_000)];
            await before.Deliveries.AddAsync(
                [TestStore.NewEvent("a", []), TestStore.NewEvent("b", large), TestStore.NewEvent("c", [])], lease: null, Cancellation);
        }

        await BreakOverflowChainAsync('x');
        using var store = TestStore.Open(_folder.ConnectionString);

        var leasing = () => store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation).AsTask();
        await leasing.Should().ThrowAsync<SqliteException>();
        var leased = await leasing();

        leased.Select(delivery => delivery.EventId).Should().BeEquivalentTo("a", "c");
        (await new WebhookHistory(store.Reader, store.Resources).FindDeliveryAsync("dlv_b", Cancellation))!.Reason
            .Should().Be(DeliveryReasons.Unreadable);
        var notices = await store.Jobs.LeaseAsync(new(JobKinds.FailureNotice, 10, TimeSpan.FromMinutes(1)), Cancellation);
        var notice = notices.Should().ContainSingle().Subject.Job;
        (notice.Subject, Encoding.UTF8.GetString(notice.Body.Span).Contains("dlv_b")).Should().Be(("sink", true));
        (await store.Reader.ListEventsAsync(new(), new(), Cancellation)).Items.Select(item => (item.Id, item.Deliveries.Count))
            .Should().Equal(("c", 1), ("b", 1), ("a", 1));
        (await new WebhookHistory(store.Reader, store.Resources).FindEventAsync("b", Cancellation))!.Body.IsEmpty.Should().BeTrue(
            "what cannot be read is shown without it");
    }

    [Theory]
    [InlineData("settings = substr(settings, 1, length(settings) - 9)")]
    [InlineData("settings = 'null'")]
    [InlineData("settings = '{}'")]
    [InlineData("secrets = 'garbage'")]
    [InlineData("secrets = '{\"headers\":\"garbage\"}'")]
    public async Task An_endpoint_that_somebody_broke_gets_nothing_says_so_without_its_secrets_and_stops_no_other(string damage)
    {
        await using (var before = new Node(_folder.ConnectionString, _receiver))
        {
            var headers = new Dictionary<string, string> { ["k"] = "hunter2" };
            await before.Services.GetRequiredService<WebhookRegistry>().UpdateAsync(
                [
                    RoutingEdit.Save(new WebhookEndpoint { Name = "a", Url = new("https://a.example"), Headers = headers }),
                    RoutingEdit.Save(new WebhookEndpoint { Name = "b", Url = new("https://b.example"), Headers = headers }),
                ],
                cancellationToken: Cancellation);
        }

        Edit($"UPDATE zeropath_resource SET {damage} WHERE id = $id", "a");
        await using var node = new Node(_folder.ConnectionString, _receiver);
        await node.StartAsync();

        var registry = node.Services.GetRequiredService<WebhookRegistry>();
        var (a, b) = (registry.Router.FindEndpoint("a")!, registry.Router.FindEndpoint("b")!);
        a.UnreadableReason.Should().NotBeNull().And.NotContain("hunter2");
        b.Should().Match<WebhookEndpoint>(it => it.UnreadableReason == null && it.Headers["k"] == "hunter2");
        await registry.DisableEndpointAsync("a", "It is broken.", cancellationToken: Cancellation);
        registry.Router.FindEndpoint("a")!.UnreadableReason.Should().NotBeNull("to disable it mends nothing");
        await registry.UpdateEndpointAsync(
            registry.Router.FindEndpoint("a")! with
            {
                Url = new("https://a.example"),
                Headers = b.Headers,
                SigningSecrets = [],
                Enabled = true,
            },
            cancellationToken: Cancellation);
        registry.Router.FindEndpoint("a")!.UnreadableReason.Should().BeNull();
    }

    [Fact]
    public async Task A_subscription_that_somebody_broke_gets_nothing_and_stops_no_other()
    {
        await using (var before = new Node(_folder.ConnectionString, _receiver))
        {
            await before.Services.GetRequiredService<WebhookRegistry>().UpdateAsync(
                [
                    RoutingEdit.Save(new WebhookEndpoint { Name = "a", Url = new("https://a.example") }),
                    RoutingEdit.Save(new WebhookSubscription { Id = "broken", EndpointId = "a" }),
                    RoutingEdit.Save(new WebhookSubscription { Id = "well", EndpointId = "a" }),
                ],
                cancellationToken: Cancellation);
        }

        Edit("UPDATE zeropath_resource SET settings = 'garbage' WHERE id = $id", "broken");
        await using var node = new Node(_folder.ConnectionString, _receiver);
        await node.StartAsync();

        var registry = node.Services.GetRequiredService<WebhookRegistry>();
        var stored = registry.Configuration.Subscriptions.Where(it => it.EndpointId == "a").ToDictionary(it => it.Id);
        stored["broken"].Should().Match<WebhookSubscription>(it => !it.Enabled && it.UnreadableReason != null);
        stored["well"].Should().Match<WebhookSubscription>(it => it.Enabled && it.UnreadableReason == null);
        await registry.Awaiting(it => it.UpdateSubscriptionAsync(stored["broken"] with { Enabled = true }, cancellationToken: Cancellation))
            .Should().ThrowAsync<WebhookConfigurationException>("what it was for is lost, and nobody said that it is for everything")
            .WithMessage("*Save the subscription anew, or remove it*");
        (await registry.UpdateSubscriptionAsync(
            new() { Id = "broken", EndpointId = "a", Version = stored["broken"].Version }, cancellationToken: Cancellation))
            .UnreadableReason.Should().BeNull();
    }

    [Fact]
    public async Task A_job_on_a_damaged_page_fails_loudly_once_is_set_aside_and_stops_no_other()
    {
        using (var before = TestStore.Open(_folder.ConnectionString))
        {
            foreach (var (id, length) in new[] { ("a", 10), ("b", 100_000), ("c", 10) })
            {
                byte[] body = [.. Enumerable.Repeat((byte)'x', length)];
                await before.Jobs.AddAsync(
                    [new() { Id = id, Kind = "work", Body = body, CreatedAt = DateTimeOffset.UnixEpoch }], null, Cancellation);
            }
        }

        await BreakOverflowChainAsync('x');
        using var store = TestStore.Open(_folder.ConnectionString);
        var jobs = store.Jobs;

        var leasing = () => jobs.LeaseAsync(new("work", 10, TimeSpan.FromMinutes(1)), Cancellation).AsTask();
        await leasing.Should().ThrowAsync<SqliteException>();
        var leased = await leasing();

        leased.Select(job => job.Job.Id).Should().Equal("a", "c");
        (await jobs.FindAsync("b", Cancellation)).Should()
            .Match<Job>(job =>
                job.State == JobState.Failed && job.Reason == DeliveryReasons.Unreadable && job.SettledAt != null && job.Body.IsEmpty);
    }

    [Theory]
    [InlineData("'garbage'")]
    [InlineData("'null'")]
    [InlineData("'{}'")]
    [InlineData("json_set(settings, '$.secrets', NULL)")]
    [InlineData("json_set(settings, '$.timeout', 'soon')")]
    public async Task A_trigger_that_somebody_broke_accepts_nothing_says_so_and_can_be_saved_anew(string settings)
    {
        await using var node = new Node(_folder.ConnectionString, _receiver);
        var triggers = node.Services.GetRequiredService<InboundTriggers>();
        var (broken, _) = await triggers.CreateAsync(new() { Name = "one", OrganizationId = "org" }, cancellationToken: Cancellation);
        await triggers.CreateAsync(new() { Name = "two" }, cancellationToken: Cancellation);
        Edit($"UPDATE zeropath_resource SET settings = {settings} WHERE id = $id", broken.Id);

        var found = (await triggers.FindAsync(broken.Id, Cancellation))!;

        found.Should().Match<InboundTrigger>(it =>
            it.Id == broken.Id && it.OrganizationId == "org" && it.Version == 1 && !it.Enabled && it.Secrets.Count == 0);
        found.UnreadableReason.Should().Contain("cannot be read");
        (await triggers.ListAsync(null, new(), Cancellation)).Items.Select(it => it.UnreadableReason is null).Should().Equal(false, true);
        var saved = await triggers.UpdateAsync(found with { Name = "again" }, cancellationToken: Cancellation);
        saved!.UnreadableReason.Should().BeNull();
        (await triggers.FindAsync(broken.Id, Cancellation))
            .Should().Match<InboundTrigger>(it => it.Name == "again" && it.UnreadableReason == null);
    }

    private static async Task ShouldBeSetAsideAsync(WebhookStore store, string eventId) =>
        (await new WebhookHistory(store.Reader, store.Resources).FindEventAsync(eventId, Cancellation))!.Deliveries[0].Should()
            .Match<Delivery>(it => it.State == DeliveryState.Failed && it.Reason == DeliveryReasons.Unreadable && it.SettledAt != null);

    private void Edit(string sql, string id)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        connection.Execute(sql.Replace("$id", $"'{id}'")).Should().Be(1);
    }

    /// <summary>A large value lies on pages of which each begins with the number of the next.</summary>
    private async Task BreakOverflowChainAsync(char filling)
    {
        const int PageSize = 4096;
        var bytes = await File.ReadAllBytesAsync(_folder.File, Cancellation);
        var page = Enumerable.Range(0, bytes.Length / PageSize)
            .First(number => !bytes.AsSpan((number * PageSize) + 4, PageSize - 4).ContainsAnyExcept((byte)filling));
        bytes.AsSpan(page * PageSize, 4).Fill(0xEE);
        await File.WriteAllBytesAsync(_folder.File, bytes, Cancellation);
    }
}
