using System.Net;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>A row that holds what the library never wrote stands in no other's way.</summary>
public abstract class DamageSuite : StoreSuite
{
    private static readonly string[] OfDeliveries = ["event", "delivery", "pending"];

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task Whatever_one_row_of_a_delivery_holds_the_others_are_sent_and_all_are_shown()
    {
        await using var services = Services();
        foreach (var damage in await DamagesAsync(OfDeliveries))
        {
            await ShouldStopNobodyAsync(services, damage, others: 2);
        }
    }

    [Fact]
    public async Task Whatever_one_row_of_a_thousand_holds_all_others_are_recorded_and_sent()
    {
        await using var services = Services();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"The seed is {seed}.");
        var damages = await DamagesAsync(OfDeliveries);
        for (var run = 0; run < 3; run++)
        {
            await ShouldStopNobodyAsync(services, damages[random.Next(damages.Count)], others: 999);
        }
    }

    [Fact]
    public async Task Whatever_the_history_or_the_health_of_one_endpoint_holds_it_is_shown_and_counted_on()
    {
        await using var services = Services();
        foreach (var damage in await DamagesAsync("attempt", "health"))
        {
            var before = await PublishAsync(services, "org_bad", 1);
            await DispatchAsync(services);
            await DamageAsync(damage, damage.Table == "health" ? "bad" : before[0].Deliveries[0].Id);

            await ShouldStopNobodyAsync(services, null, others: 2);

            Assert.True((await Harness.Reader.ListAttemptsAsync(before[0].Deliveries[0].Id, Cancellation)).Count <= 1, $"{damage}");
            Assert.All(await Harness.Health.ListHealthAsync(null, Cancellation), health =>
            {
                Assert.InRange(health.SuccessRate, 0, 1);
                Assert.True(health is { FailureStreak: >= 0, Holds: >= 0 }, $"{damage}");
            });
            await Harness.Health.HoldAsync("bad", Lease, Cancellation);
            await Harness.Health.HoldAsync("bad", null, Cancellation);
        }
    }

    [Theory]
    [InlineData("figure")]
    [InlineData("figure_hour")]
    public async Task Whatever_the_figures_of_one_endpoint_hold_those_of_the_others_are_shown_and_merged(string table)
    {
        await using var services = Services();
        var published = 0;
        foreach (var damage in await DamagesAsync(table))
        {
            await PublishAsync(services, "org_bad", 1);
            await PublishAsync(services, "org_good", 1);
            published++;
            await DispatchAsync(services);
            await Harness.AdvanceAsync(TimeSpan.FromHours(3));
            if (table == "figure_hour")
            {
                await MergeAllAsync();
            }

            await DamageAsync(damage, "bad");
            await MergeAllAsync();

            await Harness.Reader.GetStatisticsAsync(new() { EndpointIds = ["bad"] }, TimeSpan.FromHours(1), Cancellation);
            var good = await Harness.Reader.GetStatisticsAsync(new() { EndpointIds = ["good"] }, TimeSpan.FromHours(1), Cancellation);
            Assert.True(published == good.Sum(it => it.Succeeded), $"{damage}");
        }

        async Task MergeAllAsync()
        {
            while (await Harness.Operations.MergeFiguresAsync(10, Cancellation) > 0)
            {
            }
        }
    }

    [Fact]
    public async Task Whatever_one_job_holds_the_others_are_run_and_all_are_shown()
    {
        var number = 0;
        foreach (var damage in await DamagesAsync("job"))
        {
            var jobs = Enumerable.Range(0, 3).Select(_ => new Job
            {
                Id = $"job_{++number:x32}",
                Kind = "work",
                Key = $"{number}",
                Body = new byte[] { 1 },
                CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
            }).ToList();
            await Harness.Jobs.AddAsync(jobs, null, Cancellation);
            await DamageAsync(damage, jobs[1].Id);

            var leased = await Harness.Jobs.LeaseAsync(new("work", 10, Lease) { Handlers = [""] }, Cancellation);

            Assert.True(new[] { jobs[0], jobs[2] }.All(job => leased.Any(one => one.Job.Id == job.Id)), $"{damage}");
            Assert.All(leased, one => Assert.True(one.Job.Starts >= 1, $"{damage}"));
            foreach (var one in leased.Where(one => one.Job.Id != jobs[1].Id))
            {
                Assert.True(await Harness.Jobs.RecordAsync(one, JobTransition.Succeeded(), Cancellation), $"{damage}");
            }

            Assert.NotEmpty((await Harness.Jobs.ListAsync(new(), new(), Cancellation)).Items);
            await Harness.Jobs.FindAsync(jobs[1].Id, Cancellation);
            await Harness.Jobs.AddAsync([jobs[1] with { Id = $"job_{++number:x32}" }], Lease, Cancellation);
            await Harness.Jobs.NextDueAsync(new("work", 10, Lease) { Handlers = [""] }, Cancellation);
            await Harness.Jobs.CancelAsync(jobs[1].Id, "on request", Cancellation);
            await Harness.Jobs.RetryAsync(jobs[1].Id, Cancellation);
            await Harness.Jobs.CancelAsync(jobs[1].Id, "on request", Cancellation);
        }
    }

    [Fact]
    public async Task Whatever_one_row_of_the_configuration_holds_the_others_are_in_force()
    {
        foreach (var damage in await DamagesAsync("resource"))
        {
            await using var services = Services();
            await services.GetRequiredService<WebhookRegistry>().UpdateAsync(
                [Save("broken"), Save("well"), RoutingEdit.Save(new WebhookSubscription { Id = "sub_well", EndpointId = "well" })],
                cancellationToken: Cancellation);
            await DamageAsync(damage, "broken");

            await using var other = Services();
            var seen = other.GetRequiredService<WebhookRegistry>();
            await seen.RefreshAsync(Cancellation);

            Assert.True(seen.Router.FindEndpoint("well") is { Enabled: true, UnreadableReason: null }, $"{damage}");
            Assert.True(seen.Configuration.Subscriptions.Any(it => it is { Id: "sub_well", UnreadableReason: null }), $"{damage}");
            await RemoveAllAsync();
        }

        static RoutingEdit Save(string name) =>
            RoutingEdit.Save(new WebhookEndpoint { Name = name, Url = new($"https://{name}.example.com") });
    }

    [Fact]
    public async Task What_somebody_removed_by_hand_is_gone_once_one_of_it_is_changed_and_can_be_added_again()
    {
        await using var services = Services();
        var registry = services.GetRequiredService<WebhookRegistry>();
        WebhookEndpoint one = new() { Name = "one", Url = new("https://one.example.com") };
        one = await registry.AddEndpointAsync(one, cancellationToken: Cancellation);
        await registry.AddEndpointAsync(one with { Id = "two", Name = "two" }, cancellationToken: Cancellation);
        await RemoveAllAsync();

        await Assert.ThrowsAsync<WebhookConflictException>(
            () => registry.UpdateEndpointAsync(one with { Name = "another" }, cancellationToken: Cancellation));
        await registry.RefreshAsync(Cancellation);

        Assert.Equal(["bad", "good"], registry.Configuration.Endpoints.Select(endpoint => endpoint.Id).Order());
        Assert.Equal("one", (await registry.AddEndpointAsync(one, cancellationToken: Cancellation)).Name);
        await registry.DisableEndpointAsync("one", "Somebody said so.", cancellationToken: Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(() => registry.RemoveEndpointAsync("two", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task What_was_answered_is_so_whatever_becomes_of_a_transaction_around_the_call()
    {
        await using var services = Services();
        var registry = services.GetRequiredService<WebhookRegistry>();
        IReadOnlyList<PublishResult> published;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            published = await PublishAsync(services, "org_good", 1);
            await DispatchAsync(services);
            Assert.Equal(
                RedeliveryOutcome.Redelivered,
                await services.GetRequiredService<WebhookOperations>().RedeliverAsync(published[0].Deliveries[0].Id, Cancellation));
            await registry.AddEndpointAsync(new() { Name = "one", Url = new("https://one.example.com") }, cancellationToken: Cancellation);
            await Harness.Health.HoldAsync("good", Lease, Cancellation);
        }

        Assert.Equal(DeliveryState.Pending, (await FindAsync(published[0].Deliveries[0].Id)).State);
        Assert.NotNull((await Harness.Health.ListHealthAsync(["good"], Cancellation))[0].HeldFor);
        Assert.NotNull(await Harness.Resources.FindAsync(ResourceKind.Endpoint, "one", Cancellation));
        await registry.DisableEndpointAsync("one", "Somebody said so.", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Free_text_that_a_database_cannot_hold_is_replaced_alike_in_every_store()
    {
        const string Bad = "a\0b\uD800c";
        const string Held = "a\uFFFDb\uFFFDc";
        var published = NewEvent("a");
        await AddAsync(published);
        await RecordAsync(
            await LeaseOneAsync(),
            DeliveryTransition.Succeeded,
            Attempt(1, AttemptOutcome.Accepted, 200) with { Response = Bad, Detail = Bad });
        await Harness.Jobs.AddAsync(
            [new() { Id = "job_1", Kind = "work", Body = new byte[] { 1 }, CreatedAt = DateTimeOffset.UnixEpoch }], null, Cancellation);
        var job = (await Harness.Jobs.LeaseAsync(new("work", 1, Lease), Cancellation))[0];
        await Harness.Jobs.RecordAsync(job, JobTransition.Failed(Bad, Bad), Cancellation);
        await using var services = Services();
        await services.GetRequiredService<WebhookRegistry>().AddEndpointAsync(
            new() { Name = "one", Url = new("https://one.example.com") }, new(ChangeDoor.Api, Bad), Cancellation);

        var attempt = Assert.Single(await Harness.Reader.ListAttemptsAsync(published.Deliveries[0].Id, Cancellation));
        var stored = (await Harness.Jobs.FindAsync("job_1", Cancellation))!;
        var row = (await Harness.Resources.FindAsync(ResourceKind.Endpoint, "one", Cancellation))!;
        Assert.Equal(
            [Held, Held, Held, Held, Held],
            [attempt.Response, attempt.Detail, stored.Reason, stored.Result, row.ChangeOrigin?.Who]);
    }

#pragma warning restore CS1591

    /// <summary>The store as it is with damaged rows.</summary>
    protected virtual WebhookStore Damaged => Harness.Bundle;

    /// <summary>All that can be written into rows of these tables, and that the store's database does not refuse by itself.</summary>
    protected abstract Task<IReadOnlyList<Damage>> DamagesAsync(params string[] tables);

    /// <summary>Writes it, unless the database refuses.</summary>
    /// <param name="damage">What to write.</param>
    /// <param name="id">
    /// Where: the id of a job or of an endpoint, for its health and its configuration; otherwise of a delivery, for all that belongs to it.
    /// </param>
    protected abstract Task DamageAsync(Damage damage, string id);

    /// <summary>Removes the rows of the configuration by hand.</summary>
    protected abstract Task RemoveAllAsync();

    private static async Task DispatchAsync(ServiceProvider services)
    {
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();
        if (await Record.ExceptionAsync(() => dispatcher.DispatchDueAsync(Cancellation)) is not null)
        {
            // The first refusal is thrown as it is.
            await dispatcher.DispatchDueAsync(Cancellation);
        }

        await dispatcher.DispatchDueAsync(Cancellation);
    }

    private static Task<IReadOnlyList<PublishResult>> PublishAsync(ServiceProvider services, string organization, int count)
    {
        var sample = (KnownEvent)EventCatalog.All[0].CreateSample().Event;
        sample.Organization.Id = organization;
        return services.GetRequiredService<IWebhookPublisher>().PublishAsync(
            [.. Enumerable.Repeat(new PublishRequest(sample), count)], cancellationToken: Cancellation);
    }

    private async Task ShouldStopNobodyAsync(ServiceProvider services, Damage? damage, int others)
    {
        var half = others / 2;
        var good = new List<PublishResult>(await PublishAsync(services, "org_good", half));
        var bad = await PublishAsync(services, "org_bad", 1);
        good.AddRange(await PublishAsync(services, "org_good", others - half));
        if (damage is not null)
        {
            await DamageAsync(damage, bad[0].Deliveries[0].Id);
        }

        var (sent, network) = (0, services.GetRequiredService<Network>());
        network.Sent = id => sent += id == bad[0].EventId ? 1 : 0;
        await DispatchAsync(services);

        Assert.True(sent <= 1, $"{damage} was sent {sent} times.");
        foreach (var published in good)
        {
            var state = (await Harness.History.FindDeliveryAsync(published.Deliveries[0].Id, Cancellation))!.State;
            Assert.True(state == DeliveryState.Succeeded, $"{damage} kept another back: {state}.");
        }

        Assert.NotEmpty((await Harness.Reader.ListEventsAsync(new(), new(), Cancellation)).Items);
        Assert.NotEmpty((await Harness.Reader.ListDeliveriesAsync(new(), new(), Cancellation)).Items);
        await Harness.Reader.GetStatisticsAsync(new(), TimeSpan.FromDays(1), Cancellation);
        await Harness.Reader.GetQueueDepthAsync(10, Cancellation);
        await Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await Harness.Operations.CancelAsync(new() { EndpointId = "bad" }, "on_request", 10, Cancellation);
        await Harness.Operations.RedeliverAsync(new() { DeliveryId = bad[0].Deliveries[0].Id }, 10, Cancellation);
        await Harness.Operations.CancelAsync(new() { DeliveryId = bad[0].Deliveries[0].Id }, "on_request", 10, Cancellation);
    }

    private ServiceProvider Services()
    {
        var network = new Network();
        return new ServiceCollection()
            .AddSingleton(network)
            .AddZeroPathWebhooks()
            .UseStore(_ => Damaged with { Owned = null })
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network))
            .AddEndpoint(new() { Name = "good", Url = new("https://good.example.com"), OrganizationId = "org_good" })
            .AddSubscription(new() { EndpointId = "good" })
            .AddEndpoint(new() { Name = "bad", Url = new("https://bad.example.com"), OrganizationId = "org_bad" })
            .AddSubscription(new() { EndpointId = "bad" })
            .Services.BuildServiceProvider();
    }

    private sealed class Network : HttpMessageHandler
    {
        public Action<string> Sent { get; set; } = _ => { };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (this)
            {
                Sent(request.Headers.TryGetValues("webhook-id", out var ids) ? ids.First() : "");
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("done") });
        }
    }
}
