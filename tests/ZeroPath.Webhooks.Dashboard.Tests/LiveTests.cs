using System.Net;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public class LiveTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_told_what_has_changed()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var stream = await LiveReader.OpenAsync(host, DashboardHost.Operator);
        (await stream.NextAsync()).Should().BeEmpty("the first only says that the stream is there");

        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await stream.UntilAsync("activity");
        await host.PublishAsync(DashboardHost.OrgA);
        await stream.UntilAsync("events");
        await stream.UntilAsync("deliveries");
        await host.AddJobAsync(JobKinds.Received, "east", null);
        await stream.UntilAsync("received");
        await host.AddJobAsync(JobKinds.Execution, "trg", DashboardHost.OrgA);
        await stream.UntilAsync("executions");
        await host.Services.GetRequiredService<WebhookOperations>().StartRedeliveryAsync(new() { RepositoryId = "none" }, Token);
        await stream.UntilAsync("redeliveries");
    }

    [Fact]
    public async Task An_organization_is_told_nothing_of_what_is_not_its_own()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await host.AddEndpointAsync("host");
        await using var ofA = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await using var ofB = await LiveReader.OpenAsync(host, DashboardHost.OrgB);
        await using var all = await LiveReader.OpenAsync(host, DashboardHost.Operator);
        await ofA.NextAsync();
        await ofB.NextAsync();
        await all.NextAsync();

        await host.AddEndpointAsync("b", DashboardHost.OrgB);
        await host.PublishAsync(DashboardHost.OrgB);
        await host.AddJobAsync(JobKinds.Received, "east", null);
        await host.AddJobAsync(JobKinds.Execution, "trg", DashboardHost.OrgB);
        foreach (var topic in new[] { "activity", "events", "deliveries", "executions", "received" })
        {
            await all.UntilAsync(topic);
        }

        foreach (var topic in new[] { "activity", "events", "deliveries", "executions" })
        {
            await ofB.UntilAsync(topic);
        }

        // Whatever a stream had to tell came with the look after, which the next change proves.
        await host.Registry.DisableEndpointAsync("a", "Not now.", cancellationToken: Token);
        (await ofA.NextAsync()).Should().Equal("activity");
        ofB.Told.Should().NotContain("received");
    }

    [Theory]
    [InlineData(StoreKind.InMemory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task What_becomes_of_an_execution_is_told_however_many_are_newer(StoreKind store)
    {
        await using var host = await DashboardHost.StartAsync(store, server);
        var oldest = await host.AddJobAsync(JobKinds.Execution, "trg", DashboardHost.OrgA);
        for (var count = 0; count < 30; count++)
        {
            await host.AddJobAsync(JobKinds.Execution, "trg", DashboardHost.OrgA);
        }

        var jobs = host.Services.GetRequiredService<IJobStore>();
        await using var ofA = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await using var ofB = await LiveReader.OpenAsync(host, DashboardHost.OrgB);
        await using var all = await LiveReader.OpenAsync(host, DashboardHost.Operator);
        foreach (var stream in new[] { ofA, ofB, all })
        {
            await stream.NextAsync();
        }

        await jobs.CancelAsync(oldest, DeliveryReasons.OnRequest, Token);
        await ToldAsync();
        await jobs.RetryAsync(oldest, Token);
        await ToldAsync();
        var leased = await jobs.LeaseAsync(new(JobKinds.Execution, 1, TimeSpan.FromMinutes(1)), Token);
        await ToldAsync();
        await jobs.RecordAsync(leased[0], JobTransition.Succeeded(), Token);
        await ToldAsync();

        await host.AddEndpointAsync("b", DashboardHost.OrgB);
        (await ofB.NextAsync()).Should().Equal("activity");

        async Task ToldAsync()
        {
            (await ofA.NextAsync()).Should().Equal("executions");
            (await all.NextAsync()).Should().Equal("executions");
        }
    }

    [Theory]
    [InlineData(StoreKind.InMemory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task An_old_delivery_that_is_opened_again_is_told_before_anything_comes_of_it(StoreKind store)
    {
        await using var host = await DashboardHost.StartAsync(store, server);
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        var old = (await host.PublishAsync(DashboardHost.OrgA)).Deliveries.Single().Id;
        await host.PublishAsync(DashboardHost.OrgA);
        var history = host.Services.GetRequiredService<WebhookHistory>();
        await Wait.UntilAsync(
            async () => (await history.ListDeliveriesAsync(new() { State = DeliveryState.Succeeded }, new(), Token)).Items.Count == 2,
            "both are delivered");
        await host.Services.GetRequiredService<IEndpointHealthStore>().HoldAsync("a", TimeSpan.FromHours(1), Token);
        await using var ofA = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await ofA.NextAsync();

        (await host.Services.GetRequiredService<IDeliveryOperations>().RedeliverAsync(new() { DeliveryId = old }, 1, Token)).Should().Be(1);

        (await ofA.NextAsync()).Should().Equal("deliveries");
    }

    [Fact]
    public async Task Who_comes_again_is_told_what_was_missed()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var first = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await first.NextAsync();
        var id = first.LastId;
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        await first.UntilAsync("activity");

        await using var second = await LiveReader.OpenAsync(host, DashboardHost.OrgA, id);
        await using var third = await LiveReader.OpenAsync(host, DashboardHost.OrgA, "what somebody made up");

        (await second.NextAsync()).Should().Equal("activity");
        (await third.NextAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Other_nodes_changes_are_told_within_two_seconds()
    {
        var folder = Directory.CreateTempSubdirectory("zeropath-dashboard-");
        var store = $"Data Source={Path.Combine(folder.FullName, "shared.db")}";
        await using (var one = await DashboardHost.StartAsync(configure: webhooks => webhooks.UseSqliteStore(store)))
        await using (var other = await DashboardHost.StartAsync(configure: webhooks => webhooks.UseSqliteStore(store)))
        await using (var stream = await LiveReader.OpenAsync(one, DashboardHost.OrgA))
        {
            await stream.NextAsync();
            var fastest = TimeSpan.MaxValue;
            for (var change = 0; change < 5; change++)
            {
                var watch = System.Diagnostics.Stopwatch.StartNew();
                await other.AddEndpointAsync($"endpoint-{change}", DashboardHost.OrgA);
                (await stream.NextAsync()).Should().Contain("activity");
                fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, watch.Elapsed.Ticks));
            }

            fastest.Should().BeLessThan(TimeSpan.FromSeconds(2), "a machine that does much else may be late once, not always");
            await other.PublishAsync(DashboardHost.OrgA);
            await stream.UntilAsync("events");
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task When_the_host_stops_streams_end()
    {
        var host = await DashboardHost.StartAsync();
        await using var stream = await LiveReader.OpenAsync(host, DashboardHost.OrgA);
        await stream.NextAsync();

        await host.DisposeAsync();

        (await stream.HasEndedAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Of_one_organization_so_many_may_watch_and_when_one_has_gone_another_may()
    {
        await using var host = await DashboardHost.StartAsync();
        var streams = new List<LiveReader>();
        for (var count = 0; count < LiveHub.MaxOfScope; count++)
        {
            streams.Add(await LiveReader.OpenAsync(host, DashboardHost.OrgA));
        }

        using var client = await host.LogInAsync(DashboardHost.OrgA);
        using var refused = await client.GetAsync("/webhooks/live", HttpCompletionOption.ResponseHeadersRead, Token);
        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.Should().NotBeNull();
        await using (var ofB = await LiveReader.OpenAsync(host, DashboardHost.OrgB))
        {
            (await ofB.NextAsync()).Should().BeEmpty("others are none of this");
        }

        await streams[0].DisposeAsync();
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/webhooks/live", HttpCompletionOption.ResponseHeadersRead, Token);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "there is a place again");
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
    }
}
