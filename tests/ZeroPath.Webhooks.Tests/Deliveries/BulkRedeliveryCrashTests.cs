using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public sealed class BulkRedeliveryCrashTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-jobs-");
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task After_a_crash_it_goes_on_where_it_was_and_sends_nothing_twice()
    {
        var job = BulkRedeliveryJson.ToJob(new() { State = DeliveryState.Failed }, _clock.GetUtcNow());
        using (var before = Open())
        {
            await before.Deliveries.AddAsync([.. Enumerable.Range(0, 10).Select(NewEvent)], lease: null, Token);
            (await FailDueAsync(before)).Should().Be(10);
            await before.Jobs.AddAsync([job], null, Token);
            var leased = (await before.Jobs.LeaseAsync(new(JobKinds.Redelivery, 1, TimeSpan.FromMinutes(1)), Token)).Single();
            await Handler(before).RunAsync(leased, Token);

            // The process ends here: what was done is not recorded.
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        using var after = Open();
        (await FailDueAsync(after)).Should().Be(3, "that is a page");
        _clock.Advance(TimeSpan.FromMinutes(1));
        var options = Options.Create(new ZeroPathWebhooksOptions());
        await new JobDispatcher(
            [Handler(after)], after.Jobs, new StoreGate(after, options, _clock), options, _clock,
            new(_clock, NullLogger<StoreOutage>.Instance), NullLogger<JobDispatcher>.Instance)
            .RunDueAsync(Token);

        (await FailDueAsync(after)).Should().Be(7);
        (await after.Jobs.FindAsync(job.Id, Token)).Should().Match<Job>(it => it.State == JobState.Succeeded && it.Result == "7");
        foreach (var delivery in (await after.Reader.ListDeliveriesAsync(DeliveryFilter.All, new(), Token)).Items)
        {
            (await after.Reader.ListAttemptsAsync(delivery.Id, Token)).Should().HaveCount(2);
        }
    }

    private static BulkRedeliveryHandler Handler(WebhookStore store)
    {
        var options = new ZeroPathWebhooksOptions { Endpoints = { DeliveryBed.Endpoint("sink") } };
        return new(
            store.Operations,
            new(Options.Create(options), store.Resources, new PlainSecretProtector(), WebhookFormats.BuiltIn),
            new(TimeProvider.System),
            pageSize: 3);
    }

    private static async Task<int> FailDueAsync(WebhookStore store)
    {
        var due = await store.Deliveries.LeaseDueAsync(new(100, TimeSpan.FromMinutes(1)), Token);
        await store.Deliveries.RecordAsync([.. due.Select(leased =>
            new DeliveryResult(leased.DeliveryId, leased.FencingToken, DeliveryTransition.Failed("exhausted"), new()
        {
            Number = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Timeout,
        }))], Token);
        return due.Count;
    }

    private PublishedEvent NewEvent(int number) => new()
    {
        Id = $"evt_{number}",
        Type = WebhookEventType.ScanComplete,
        PublishedAt = _clock.GetUtcNow(),
        Body = new byte[] { 1 },
        Deliveries =
        [
            new()
            {
                Id = $"dlv_{number}",
                EventId = $"evt_{number}",
                EventType = WebhookEventType.ScanComplete,
                EndpointId = "sink",
                SubscriptionIds = [],
                CreatedAt = _clock.GetUtcNow(),
            },
        ],
    };

    private WebhookStore Open()
    {
        var services = new ServiceCollection();
        services.AddZeroPathWebhooks().UseSqliteStore($"Data Source={Path.Combine(_folder.FullName, "webhooks.db")}");
        services.AddSingleton<TimeProvider>(_clock);

        // Whoever asks disposes of the store; nothing else here is.
        return services.BuildServiceProvider().GetRequiredService<WebhookStore>();
    }
}
