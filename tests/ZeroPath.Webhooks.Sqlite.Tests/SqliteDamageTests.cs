using FluentAssertions;
using Microsoft.Data.Sqlite;
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
    [InlineData("UPDATE zeropath_delivery SET subscription_ids = 'garbage' WHERE event_seq = (SELECT seq FROM zeropath_event WHERE id = $id)")]
    [InlineData("UPDATE zeropath_delivery SET subscription_ids = '{\"a\": [1]}' WHERE event_seq = (SELECT seq FROM zeropath_event WHERE id = $id)")]
    [InlineData("UPDATE zeropath_delivery SET created_at = 9223372036854775807 WHERE event_seq = (SELECT seq FROM zeropath_event WHERE id = $id)")]
    [InlineData("UPDATE zeropath_delivery SET created_at = -9223372036854775808 WHERE event_seq = (SELECT seq FROM zeropath_event WHERE id = $id)")]
    public async Task What_an_attempt_can_do_without_stops_nobody(string edit)
    {
        await using var node = new Node(_folder.ConnectionString, _receiver);
        var published = await node.PublishAsync(3);
        Edit(edit, published[1]);
        await node.StartAsync();

        await _receiver.ReceivesAsync(published);

        await Wait.UntilAsync(
            async () => (await node.Store.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Succeeded }, new(), Cancellation)).Items.Count == 3,
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

        (await store.Deliveries.NextDueAsync(LeaseRequest.Any, Cancellation) ?? TimeSpan.MaxValue).Should().BeGreaterThan(TimeSpan.FromDays(1000));
        (await store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation)).Should().BeEmpty();
        (await new WebhookHistory(store.Reader).FindDeliveryAsync("dlv_a", Cancellation)).Should().NotBeNull();
    }

    [Fact]
    public async Task An_outcome_that_is_none_is_shown_as_unknown()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Deliveries.AddAsync([TestStore.NewEvent("a", [])], lease: null, Cancellation);
        Edit("INSERT INTO zeropath_attempt VALUES (1, 1, 1, 0, 0, 'Splendid', NULL, NULL, NULL)", "a");

        (await store.Reader.ListAttemptsAsync("dlv_a", Cancellation)).Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Unknown);
    }

    [Fact]
    public async Task A_payload_on_a_damaged_page_fails_loudly_once_is_set_aside_and_stops_no_other()
    {
        using (var before = TestStore.Open(_folder.ConnectionString))
        {
            byte[] large = [.. Enumerable.Repeat((byte)'x', 100_000)];
            await before.Deliveries.AddAsync([TestStore.NewEvent("a", []), TestStore.NewEvent("b", large), TestStore.NewEvent("c", [])], lease: null, Cancellation);
        }

        await BreakOverflowChainAsync('x');
        using var store = TestStore.Open(_folder.ConnectionString);

        var leasing = () => store.Deliveries.LeaseDueAsync(new(10, TimeSpan.FromMinutes(1)), Cancellation).AsTask();
        await leasing.Should().ThrowAsync<SqliteException>();
        var leased = await leasing();

        leased.Select(delivery => delivery.EventId).Should().BeEquivalentTo("a", "c");
        (await new WebhookHistory(store.Reader).FindDeliveryAsync("dlv_b", Cancellation))!.Reason.Should().Be(DeliveryReasons.Unreadable);
        (await store.Notices.LeaseNoticeAsync(10, TimeSpan.FromMinutes(1), Cancellation))!.Notice.FailedDeliveries.Should().ContainSingle()
            .Which.Delivery!.Id.Should().Be("dlv_b");
        (await store.Reader.ListEventsAsync(new(), new(), Cancellation)).Items.Select(item => (item.Id, item.Deliveries.Count)).Should().Equal(("c", 1), ("b", 1), ("a", 1));
        (await new WebhookHistory(store.Reader).FindEventAsync("b", Cancellation))!.Body.IsEmpty.Should().BeTrue("what cannot be read is shown without it");
    }

    [Fact]
    public async Task Configuration_that_somebody_broke_is_told_without_its_secrets_and_stops_the_start()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Routing!.TrySaveAsync(
            new() { Endpoints = [new() { Name = "a", Url = new("https://a.example"), Headers = new Dictionary<string, string> { ["k"] = "secret" } }] }, 0, Cancellation);
        using (var connection = Application.Open(_folder.ConnectionString))
        {
            connection.Execute("UPDATE zeropath_configuration SET document = substr(document, 1, length(document) - 9)").Should().Be(1);
        }

        var loading = () => store.Routing!.LoadAsync(0, Cancellation).AsTask();
        (await loading.Should().ThrowAsync<StoreUnusableException>()).Which.ToString().Should().Contain("delete that row").And.NotContain("secret");
        await using var node = new Node(_folder.ConnectionString, _receiver);
        await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>();
    }

    [Fact]
    public async Task A_job_on_a_damaged_page_fails_loudly_once_is_set_aside_and_stops_no_other()
    {
        using (var before = TestStore.Open(_folder.ConnectionString))
        {
            foreach (var (id, length) in new[] { ("a", 10), ("b", 100_000), ("c", 10) })
            {
                byte[] body = [.. Enumerable.Repeat((byte)'x', length)];
                await before.Jobs.AddJobAsync(new() { Id = id, Kind = "work", Body = body, CreatedAt = DateTimeOffset.UnixEpoch }, null, Cancellation);
            }
        }

        await BreakOverflowChainAsync('x');
        using var store = TestStore.Open(_folder.ConnectionString);

        var leasing = () => store.Jobs.LeaseJobsAsync("work", 10, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await leasing.Should().ThrowAsync<SqliteException>();
        var leased = await leasing();

        leased.Select(job => job.Job.Id).Should().Equal("a", "c");
        (await store.Jobs.FindJobAsync("b", Cancellation)).Should()
            .Match<Job>(job => job.State == JobState.Failed && job.Reason == DeliveryReasons.Unreadable && job.SettledAt != null && job.Body.IsEmpty);
    }

    [Theory]
    [InlineData("'garbage'")]
    [InlineData("'null'")]
    [InlineData("'{}'")]
    [InlineData("json_set(document, '$.secrets', NULL)")]
    [InlineData("json_set(document, '$.timeout', 'soon')")]
    public async Task A_trigger_that_somebody_broke_accepts_nothing_says_so_and_can_be_saved_anew(string document)
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        await store.Triggers.TrySaveTriggerAsync(new() { Id = "a", Name = "one", OrganizationId = "org", Secrets = [new("00")] }, Cancellation);
        await store.Triggers.TrySaveTriggerAsync(new() { Id = "b", Name = "two" }, Cancellation);
        Edit($"UPDATE zeropath_inbound_trigger SET document = {document} WHERE id = $id", "a");

        var found = await store.Triggers.FindTriggerAsync("a", Cancellation);

        found.Should().Match<InboundTrigger>(it => it.Id == "a" && it.OrganizationId == "org" && it.Version == 1 && !it.Enabled && it.Secrets.Count == 0);
        found!.UnreadableReason.Should().Contain("cannot be read");
        (await store.Triggers.ListTriggersAsync(null, new(), Cancellation)).Items.Select(it => it.UnreadableReason is null).Should().Equal(true, false);
        var saved = await store.Triggers.TrySaveTriggerAsync(found with { Name = "again" }, Cancellation);
        saved!.UnreadableReason.Should().BeNull();
        (await store.Triggers.FindTriggerAsync("a", Cancellation)).Should().Match<InboundTrigger>(it => it.Name == "again" && it.UnreadableReason == null);
    }

    private static async Task ShouldBeSetAsideAsync(WebhookStore store, string eventId) =>
        (await new WebhookHistory(store.Reader).FindEventAsync(eventId, Cancellation))!.Deliveries[0].Should()
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
        var page = Enumerable.Range(0, bytes.Length / PageSize).First(number => !bytes.AsSpan((number * PageSize) + 4, PageSize - 4).ContainsAnyExcept((byte)filling));
        bytes.AsSpan(page * PageSize, 4).Fill(0xEE);
        await File.WriteAllBytesAsync(_folder.File, bytes, Cancellation);
    }
}
