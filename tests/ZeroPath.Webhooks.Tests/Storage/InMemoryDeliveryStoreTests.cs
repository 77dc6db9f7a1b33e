using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryDeliveryStoreTests
{
    [Fact]
    public async Task The_oldest_finished_events_are_forgotten_with_their_keys_and_pending_ones_are_not()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }).UseInMemoryStore(keepFinishedEvents: 1));
        var reader = bed.Get<WebhookHistory>();
        var old = await bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, token);
        await bed.Dispatcher.DispatchDueAsync(token);
        bed.Respond = _ => new(HttpStatusCode.Conflict);
        var pending = await bed.SendAsync();
        bed.Respond = _ => new(HttpStatusCode.OK);
        var finished = await bed.SendAsync();

        (await reader.FindEventAsync(old.EventId, token)).Should().BeNull();
        (await reader.FindDeliveryAsync(old.Deliveries[0].Id, token)).Should().BeNull();
        (await bed.Publisher.PublishAsync(DeliveryBed.Event("org_2"), new() { IdempotencyKey = "key" }, token)).IsRepeat.Should().BeFalse();
        (await reader.FindEventAsync(pending.EventId, token)).Should().NotBeNull();
        (await reader.FindEventAsync(finished.EventId, token)).Should().NotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_forgotten_takes_no_key_that_another_event_has_by_then(bool isPurged)
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = new DeliveryBed(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddSubscription(new() { EndpointId = "a" }).UseInMemoryStore(keepFinishedEvents: 3));
        var old = await PublishAsync();
        await bed.Dispatcher.DispatchDueAsync(token);
        if (isPurged)
        {
            await bed.Get<IDeliveryOperations>().PurgeAsync(new() { Events = TimeSpan.Zero }, 10, token);
        }
        else
        {
            // It has ended twice, and is the oldest twice.
            await bed.Get<WebhookOperations>().RedeliverAsync(old.Deliveries[0].Id, token);
            await bed.Dispatcher.DispatchDueAsync(token);
            await bed.SendAsync();
            await bed.SendAsync();
        }

        var other = await PublishAsync();
        for (var i = 0; i < 2; i++)
        {
            await bed.SendAsync();
        }

        other.IsRepeat.Should().BeFalse();
        (await PublishAsync()).Should().Match<PublishResult>(it => it.IsRepeat && it.EventId == other.EventId);

        Task<PublishResult> PublishAsync() => bed.Publisher.PublishAsync(DeliveryBed.Event(), new() { IdempotencyKey = "key" }, token);
    }

    [Fact]
    public async Task The_oldest_settled_jobs_are_forgotten_with_their_keys_and_pending_ones_are_not()
    {
        var token = TestContext.Current.CancellationToken;
        var store = InMemoryStore.Create(TimeProvider.System).Jobs;
        var pending = (await store.AddAsync([Job("pending")], null, token))[0].Job;
        for (var i = 0; i <= InMemoryJobs.KeepSettled; i++)
        {
            var added = await store.AddAsync([Job($"{i}")], TimeSpan.FromMinutes(1), token);
            await store.RecordAsync(added[0].Lease!, JobTransition.Succeeded(), token);
        }

        (await store.AddAsync([Job("0")], null, token))[0].IsNew.Should().BeTrue();
        (await store.AddAsync([Job("1")], null, token))[0].IsNew.Should().BeFalse();
        (await store.FindAsync(pending.Id, token)).Should().NotBeNull();

        static Job Job(string key) => new()
        {
            Id = $"job_{key}",
            Kind = JobKinds.ReceivedInline,
            Key = key,
            Body = default,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
